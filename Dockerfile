# docker build -t convscope . && docker run --rm -p 8000:8000 -v convscope:/data convscope
ARG PYTHON=3.13

FROM python:${PYTHON}-slim AS build
# PyTorch's own index of CPU builds; the ordinary wheel brings gigabytes of CUDA. For a GPU: its index for your CUDA.
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
WORKDIR /src
RUN python -m venv /opt/convscope
# torch in a layer of its own, which a change of the program does not touch. That index lacks its dependencies: they
# come with the rest.
COPY constraints.txt ./
RUN /opt/convscope/bin/pip install --no-cache-dir --no-deps --index-url ${TORCH_INDEX} $(grep '^torch==' constraints.txt)
COPY pyproject.toml hatch_build.py package.json package-lock.json README.md LICENSE ./
COPY app ./app
COPY static ./static
COPY templates ./templates
# Constrained by the environment, so that it holds for what builds the package too (older and newer pip's name for it).
RUN PIP_CONSTRAINT=constraints.txt PIP_BUILD_CONSTRAINT=constraints.txt /opt/convscope/bin/pip install --no-cache-dir .

FROM python:${PYTHON}-slim
RUN useradd --system --uid 10001 convscope && install -d -o convscope /data
COPY --from=build /opt/convscope /opt/convscope
ENV CONVSCOPE_HOST=0.0.0.0 CONVSCOPE_PORT=8000 CONVSCOPE_DATA=/data PYTHONUNBUFFERED=1
USER convscope
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["/opt/convscope/bin/python", "-c", "import os, urllib.request; urllib.request.urlopen(f'http://127.0.0.1:{os.environ[\"CONVSCOPE_PORT\"]}/api/health', timeout=4)"]
CMD ["/opt/convscope/bin/convscope"]
