"""What the benchmarks share: nginx beside us, and wrk against both."""
import contextlib
import pathlib
import re
import statistics
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tests"))
from gallery_process import free_port_base  # noqa: E402

NGINX = """
daemon off; worker_processes 1; pid {root}/nginx.pid; error_log {root}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off; sendfile on; tcp_nopush on; tcp_nodelay on; keepalive_requests 1000000; open_file_cache max=100;
  client_body_temp_path {root}; proxy_temp_path {root}; fastcgi_temp_path {root}; uwsgi_temp_path {root}; scgi_temp_path {root};
  default_type text/html;
  server {{ listen 127.0.0.1:{port}; root {root}; }}
}}
"""


@contextlib.contextmanager
def nginx(folder):
    """The address at which nginx serves the files of a folder."""
    folder.chmod(0o755)
    port = free_port_base()
    (folder / "nginx.conf").write_text(NGINX.format(root=folder, port=port))
    server = subprocess.Popen(["nginx", "-c", str(folder / "nginx.conf"), "-p", str(folder)], stderr=subprocess.DEVNULL)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def wrk(url, *options, connections, seconds):
    """Requests per second and the 95th percentile in milliseconds."""
    script = pathlib.Path(__file__).resolve().parent / "p95.lua"
    options = options or ("-s", str(script))
    output = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", *options, url], check=True,
                            capture_output=True, text=True).stdout
    if "Non-2xx" in output or "Socket errors" in output:
        sys.exit(f"{url} answered with errors:\n{output}")
    p95 = re.search(r"p95_us ([\d.]+)", output)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", output).group(1)), float(p95.group(1)) / 1000 if p95 else None


def table(what, figures, ratio_min):
    """Prints medians and the ratio of the first to the second; True when it is reached."""
    print(what)
    medians = [statistics.median(values) for values in figures.values()]
    for (name, values), median in zip(figures.items(), medians):
        print(f"  {name:8}{median:10.0f} a second   (from {min(values):.0f} to {max(values):.0f})")
    ratio = medians[0] / medians[1]
    print(f"  ratio   {ratio:10.2f}   (at least {ratio_min})")
    return ratio >= ratio_min
