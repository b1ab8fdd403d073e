namespace Carousel.Benchmarks.Timing;

/// <summary>How the cost of one layer goes with the length of the sequences or the size of the batch.</summary>
/// <param name="Cell">The kind of layer.</param>
/// <param name="Axis">What was made larger.</param>
/// <param name="Report">The measurements, the smallest first.</param>
internal sealed record BenchmarkSweep(CellKind Cell, SweepAxis Axis, BenchmarkReport Report)
{
    /// <summary>From so many sequences on a row ought to cost the same: whole register tiles.</summary>
    public const int FullBatch = 24;

    // Up, down and up again: what drifts with time is not taken for a slope. Of the rounds' medians the least counts:
    // other programs only add to a time.
    private const int Rounds = 3;

    private static readonly int[] _steps = [10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];
    private static readonly int[] _batches =
    [
        1, 2, 4, 8, 12, 16, 20, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024,
    ];

    /// <summary>The shape that a sweep starts from where none is given: a usual size for forecasting.</summary>
    public static BenchmarkShape DefaultShape { get; } = new("8/64/32/100", 8, 64, 32, 100);

    /// <summary>What a forward pass costs by step or by row, microseconds; NaN where it was not measured.</summary>
    public IReadOnlyList<double> Forward => [.. Report.Results.Select(r => UnitCost(r, r.ForwardMilliseconds))];

    /// <summary>What a training step costs by step or by row, microseconds; NaN where it was not measured.</summary>
    public IReadOnlyList<double> Training => [.. Report.Results.Select(r => UnitCost(r, r.TrainingMilliseconds))];

    /// <summary>The lengths or batch sizes.</summary>
    public IReadOnlyList<int> Sizes => [.. Report.Results.Select(r => SizeOf(r))];

    /// <summary>
    /// How far costs lie from their middle: (largest − smallest) / (largest + smallest). For batches from
    /// <see cref="FullBatch"/> sequences on.
    /// </summary>
    /// <param name="costs">One for each size.</param>
    /// <returns>A share of 1; NaN where nothing was measured.</returns>
    public double Spread(IReadOnlyList<double> costs)
    {
        double[] counted = [.. costs.Where((_, i) => Axis == SweepAxis.Steps || Sizes[i] >= FullBatch)];
        return counted.Length == 0 ? double.NaN : (counted.Max() - counted.Min()) / (counted.Max() + counted.Min());
    }

    /// <summary>By how much a cost lies at most above that of any smaller size.</summary>
    /// <param name="costs">One for each size.</param>
    /// <returns>A share of 1, 0 where no cost rises.</returns>
    public static double LargestRise(IReadOnlyList<double> costs)
    {
        ArgumentNullException.ThrowIfNull(costs);
        double least = double.PositiveInfinity, rise = 0;
        foreach (double cost in costs)
        {
            least = Math.Min(least, cost);
            rise = Math.Max(rise, (cost / least) - 1);
        }

        return rise;
    }

    /// <summary>The shapes of a sweep, the smallest first.</summary>
    /// <param name="axis">What is made larger.</param>
    /// <param name="shape">The sizes that stay.</param>
    public static IReadOnlyList<BenchmarkShape> Shapes(SweepAxis axis, BenchmarkShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return
        [
            .. (axis == SweepAxis.Steps
                ? _steps.Select(t => shape with { Steps = t })
                : _batches.Select(b => shape with { Batch = b }))
                .Select(s => BenchmarkShape.Parse(s.Sizes)),
        ];
    }

    /// <summary>Measures a sweep.</summary>
    /// <param name="cell">The kind of layer.</param>
    /// <param name="axis">What is made larger.</param>
    /// <param name="shapes">From <see cref="Shapes"/>, or some of them.</param>
    /// <param name="options">Threads, seconds a measurement, and whether forward passes, training steps or both are
    /// timed.</param>
    /// <param name="begin">Told before each measurement: its number, how many there are, and its shape.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static BenchmarkSweep Run(
        CellKind cell,
        SweepAxis axis,
        IReadOnlyList<BenchmarkShape> shapes,
        BenchmarkOptions options,
        Action<int, int, BenchmarkShape>? begin = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(shapes);
        ArgumentNullException.ThrowIfNull(options);
        BenchmarkOptions part = options with
        {
            Seconds = options.Seconds / Rounds,
            Parts = options.Parts & ~BenchmarkParts.Streaming,
        };
        var peak = new MachinePeak();
        var found = new List<BenchmarkResult>[shapes.Count];
        for (int round = 0; round < Rounds; round++)
        {
            for (int i = 0; i < shapes.Count; i++)
            {
                int index = round % 2 == 0 ? i : shapes.Count - 1 - i;
                begin?.Invoke((round * shapes.Count) + i + 1, Rounds * shapes.Count, shapes[index]);
                (found[index] ??= []).Add(RecurrentBenchmark.Run(cell, shapes[index], part, cancellation));
                peak.Measure();
            }
        }

        return new BenchmarkSweep(
            cell, axis, new BenchmarkReport(Processor.Name, peak.Gigaflops, [.. found.Select(Best)]));
    }

    private static BenchmarkResult Best(List<BenchmarkResult> rounds) => rounds[0] with
    {
        ForwardMilliseconds = rounds.Min(r => r.ForwardMilliseconds),
        TrainingMilliseconds = rounds.Min(r => r.TrainingMilliseconds),
        ForwardGigaflops = rounds.Max(r => r.ForwardGigaflops),
        TrainingGigaflops = rounds.Max(r => r.TrainingGigaflops),
        AllocatedBytes = rounds.Min(r => r.AllocatedBytes),
        PeakMemoryBytes = rounds.Max(r => r.PeakMemoryBytes),
    };

    private int SizeOf(BenchmarkResult result) => (Axis == SweepAxis.Steps ? result.Steps : result.Batch) ?? 0;

    private double UnitCost(BenchmarkResult result, double? milliseconds) =>
        milliseconds * 1e3 / (Axis == SweepAxis.Steps ? result.Steps : result.Steps * result.Batch) ?? double.NaN;
}
