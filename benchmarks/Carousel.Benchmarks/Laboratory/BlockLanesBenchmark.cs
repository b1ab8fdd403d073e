using BenchmarkDotNet.Attributes;
using Carousel.Laboratory.Lanes;
using Carousel.Laboratory.Networks;
using Carousel.Laboratory.Trials;

namespace Carousel.Benchmarks.Laboratory;

/// <summary>
/// A thousand steps of a network of memory cell blocks in lanes, with a change of the weights at the end and with one
/// after every step.
/// </summary>
[MemoryDiagnoser]
public unsafe class BlockLanesBenchmark
{
    private const int Steps = 1000;
    private BlockLanes? _lanes;

    [Params(4, 8, 16)]
    public int Lanes { get; set; }

    [Params("adding", "grammar")]
    public string Task { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        var grammar = new BlockNetwork
        {
            Inputs = 7,
            Blocks = 3,
            BlockSize = 2,
            Outputs = 7,
            Biased = BiasedUnits.Gates,
        };
        _lanes = BlockLanes.Make(
            Task == "adding" ? SpeedTask.Adding : grammar, new LearningRule { Rate = 0.001f },
            symbols: Task == "grammar", Lanes);
        for (int lane = 0; lane < _lanes.Lanes; lane++)
        {
            _lanes.Initialize(lane, new TrialRandom(1, "weights", lane));
        }
    }

    [GlobalCleanup]
    public void Cleanup() => _lanes!.Dispose();

    [Benchmark(OperationsPerInvoke = Steps)]
    public void LearnAtTheEnd()
    {
        for (int step = 0; step < Steps; step++)
        {
            _lanes!.Step();
        }

        Learn();
    }

    [Benchmark(OperationsPerInvoke = Steps)]
    public void LearnAtEveryStep()
    {
        for (int step = 0; step < Steps; step++)
        {
            _lanes!.Step();
            Learn();
        }
    }

    private void Learn()
    {
        new Span<float>(_lanes!.Rates, _lanes.Lanes).Fill(0.001f);
        new Span<float>(_lanes.OutputErrors, _lanes.Outputs * _lanes.Lanes).Fill(0.1f);
        _lanes.Learn();
    }
}
