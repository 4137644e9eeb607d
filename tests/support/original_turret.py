"""A turret of version 1 as the original's is: silent while it fires, on new connections after stop.

    original_turret.py PUBLISHER COLLECTOR named|nameless

Of three cannons one is slow: its transaction of 1.5 s is always under way at stop. "nameless": each
cannon has a connection of its own, and its results name no turret. Prints how many results it sent.
"""
import json, queue, sys, threading, time, uuid
import zmq

publisher, collector, kind = sys.argv[1:]
me, context, stop, results = str(uuid.uuid4()), zmq.Context(), threading.Event(), queue.Queue()


def connect():
    commands, hq = context.socket(zmq.SUB), context.socket(zmq.PUSH)
    commands.setsockopt_string(zmq.SUBSCRIBE, "")
    commands.connect(publisher)
    hq.connect(collector)
    return commands, hq


def cannon(number, began):
    own = context.socket(zmq.PUSH) if kind == "nameless" else None
    if own: own.connect(collector)
    while not stop.is_set():
        start = time.time()
        time.sleep(1.5 if number == 0 else 0.02)
        end = time.time()
        result = {"elapsed": str(end - began), "epoch": end, "scriptrun_time": str(end - start),
                  "error": "", "custom_timers": {"nap": str(end - start)}}
        if own: own.send_json(result)
        results.put(result)
    if own: own.close()


commands, hq = connect()
cannons, sent, order = [], 0, ""
while order != "kill":
    order = ""
    if commands.poll(10):
        order = json.loads(commands.recv_string())["command"]
    if order == "start" and not cannons:
        stop.clear()
        cannons = [threading.Thread(target=cannon, args=(number, time.time()))
                   for number in range(3)]
        for thread in cannons: thread.start()
    if order == "stop" and cannons:  # on new connections, though a transaction is still under way
        stop.set()
        commands.close(), hq.close()
        time.sleep(0.2)
        commands, hq = connect()
    finished = stop.is_set() and not any(thread.is_alive() for thread in cannons)
    while not results.empty():
        result = results.get()
        if kind == "named": hq.send_json({"turret_name": "original", **result})
        sent += 1
    answer = "ready" if order == "status_request" and not cannons else ""
    if finished and cannons: cannons, answer = [], "ready"
    if order == "kill": answer = "Killed"
    if answer: hq.send_json({"turret": "original", "status": answer, "uuid": me, "rampup": "0",
                             "script": "v_user.py", "cannons": "3"})
print("sent", sent)
