using BenchmarkDotNet.Attributes;
using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Benchmarks.Kernels.Recurrent;

/// <summary>A layer of any cell on one thread: forward, a whole training pass, one streaming step.</summary>
[MemoryDiagnoser]
public class CellBenchmark : IDisposable
{
    private readonly CpuBackend _backend = new(1);
    private RecurrentLayer _layer = null!;
    private Arena _arena = null!, _own = null!;
    private Tape _tape = null!;
    private Packing _packing = null!;
    private float[] _x = [], _gradient = [];
    private Tensor _input, _output, _state, _scratch;

    /// <summary>Which cell.</summary>
    [ParamsAllValues]
    public CellKind Cell { get; set; }

    /// <summary>Inputs, units, sequences, steps.</summary>
    [Params("8/32/32/50", "16/128/64/100", "256/256/64/100")]
    public string Shape { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        int[] s = [.. Shape.Split('/').Select(int.Parse)];
        (int I, int H, int B, int T) = (s[0], s[1], s[2], s[3]);
        _layer = RecurrentLayer.Of(Cell, I, H);
        _layer.Build(_backend, 1);
        _packing = new Packing([.. Enumerable.Repeat(T, B)]);
        var random = new Random(1);
        _x = [.. Enumerable.Range(0, T * B * I).Select(_ => (float)((2 * random.NextDouble()) - 1))];
        _gradient = [.. Enumerable.Range(0, T * B * H).Select(_ => (float)((2 * random.NextDouble()) - 1))];
        _arena = new Arena(_backend);
        _tape = new Tape(_backend, _arena);
        _own = new Arena(_backend);
        _input = _own.Allocate(new Shape(1, I));
        _output = _own.Allocate(new Shape(1, _layer.OutputSize));
        _state = _own.Allocate(new Shape(1, _layer.StateSize));
        _scratch = _own.Allocate(new Shape(_layer.StepScratchLength(1) + 1));
        _input.Write(_x.AsSpan(0, I));
        _layer.StartState(_backend, _state);
    }

    [Benchmark]
    public void Forward()
    {
        _tape.Begin(TapeMode.Inference);
        Run();
    }

    [Benchmark]
    public void Training()
    {
        _tape.Begin(TapeMode.Training, 1, 1);
        Variable hidden = Run();
        _tape.Gradient(hidden).Write(_gradient);
        _tape.Propagate();
    }

    [Benchmark]
    public void Step() => _layer.Step(_backend, _input, _output, _state, _scratch);

    [GlobalCleanup]
    public void Dispose()
    {
        _own?.Dispose();
        _arena?.Dispose();
        _backend.Dispose();
        GC.SuppressFinalize(this);
    }

    private Variable Run() =>
        _layer.Forward(_tape, _tape.Input(_x, new Shape(_packing.Rows, _layer.InputSize)), _packing).Hidden;
}
