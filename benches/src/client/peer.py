import asyncio
import sys
import time

from qemu.qmp import QMPClient


async def main(path, depth, count):
    client = QMPClient()
    await client.connect(path)
    best = None
    for _ in range(3):
        start = time.perf_counter()
        for _ in range(count // depth):
            await asyncio.gather(*(client.execute("query-version") for _ in range(depth)))
        taken = (time.perf_counter() - start) / (count // depth * depth)
        best = taken if best is None else min(best, taken)
    await client.disconnect()
    print(f"{best * 1e6:.1f} us")


asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
