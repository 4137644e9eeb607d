"""A turret in Python: all that an HQ asks of one, in version 1 of the protocol."""
import importlib.util, json, queue, sys, threading, time, uuid
import zmq

config = json.load(open(sys.argv[1]))
spec = importlib.util.spec_from_file_location("script", config["script"])
script = importlib.util.module_from_spec(spec)
spec.loader.exec_module(script)  # it has a class Transaction
me, results, stop = str(uuid.uuid4()), queue.Queue(), threading.Event()
context = zmq.Context()
commands, hq = context.socket(zmq.SUB), context.socket(zmq.PUSH)
commands.connect("tcp://{hq_address}:{hq_publisher}".format(**config))
hq.connect("tcp://{hq_address}:{hq_rc}".format(**config))
commands.setsockopt_string(zmq.SUBSCRIBE, "")  # orders to all, and with them those to me


def status(word):
    facts = {key: config[key] for key in ("cannons", "rampup", "script")}
    hq.send_json({"turret": config["name"], "status": word, "uuid": me, **facts})


def cannon(number, began):  # a thread; sockets belong to one thread, so results go into a queue
    transaction = script.Transaction(config)
    stop.wait(number * config["rampup"] / config["cannons"])
    while not stop.is_set():
        transaction.custom_timers, error, start = {}, "", time.monotonic()
        try:
            transaction.run()
        except Exception as exception:  # an error of the script is a result, and no end
            error = str(exception) or repr(exception)
        end = time.monotonic()
        results.put({"turret_name": config["name"], "elapsed": end - began, "epoch": time.time(),
                     "scriptrun_time": end - start, "error": error,
                     "custom_timers": transaction.custom_timers})


def serve():
    cannons, order, answer = [], "", "ready"
    while order != "kill":
        if commands.poll(10):  # ms
            topic, _, text = commands.recv_string().partition(" ")
            order = json.loads(text)["command"] if topic in ("", me) else ""
            if order == "start" and not cannons:
                stop.clear()
                cannons = [threading.Thread(target=cannon, args=(number, time.monotonic()))
                           for number in range(config["cannons"])]
                for thread in cannons: thread.start()
            elif order in ("stop", "kill") and cannons:
                stop.set()
                for thread in cannons: thread.join()
                cannons = []
            answer = "" if order == "kill" else "Running" if cannons else "ready"
        while not results.empty(): hq.send_json(results.get())
        if answer: status(answer)  # after the results, so that nothing comes behind a last "ready"
        answer = ""


try:
    serve()
except Exception:  # an error of the turret itself: the HQ shall not wait for it
    status("Aborted")
    raise
