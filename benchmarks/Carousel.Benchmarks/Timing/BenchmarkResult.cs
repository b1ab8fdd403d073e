namespace Carousel.Benchmarks.Timing;

/// <summary>What was measured of one shape or one loop; what was not measured is null.</summary>
internal sealed record BenchmarkResult
{
    /// <summary>What was timed: lstm, gru, elman, language, forecast.</summary>
    public required string Kind { get; init; }

    /// <summary>The name of the shape, or its sizes.</summary>
    public required string Shape { get; init; }

    /// <summary>In what the weights lay.</summary>
    public BenchmarkPrecision Precision { get; init; } = BenchmarkPrecision.Full;

    /// <summary>I: features of each step.</summary>
    public int? Inputs { get; init; }

    /// <summary>H: units of each layer.</summary>
    public int? Hidden { get; init; }

    /// <summary>B: sequences.</summary>
    public int? Batch { get; init; }

    /// <summary>T: steps of each sequence.</summary>
    public int? Steps { get; init; }

    /// <summary>Layers on top of each other.</summary>
    public int? Layers { get; init; }

    /// <summary>Threads that computed.</summary>
    public required int Threads { get; init; }

    /// <summary>A forward pass without a tape, median.</summary>
    public double? ForwardMilliseconds { get; init; }

    /// <summary>A training step, median: forward, backward, all gradients.</summary>
    public double? TrainingMilliseconds { get; init; }

    /// <summary>One step of one sequence, median.</summary>
    public double? StreamMicroseconds { get; init; }

    /// <summary>
    /// 10⁹ floating-point operations a second of a forward pass; null in 8 bits, whose operations are whole numbers.
    /// </summary>
    public double? ForwardGigaflops { get; init; }

    /// <summary>The same of a training step, whose work counts three times a forward pass.</summary>
    public double? TrainingGigaflops { get; init; }

    /// <summary>Managed bytes that a call allocates in steady state: of all that was timed the most.</summary>
    public long? AllocatedBytes { get; init; }

    /// <summary>Bytes of the tensors of a training step.</summary>
    public long? TensorBytes { get; init; }

    /// <summary>By how much the most memory of the process has grown since before anything was measured.</summary>
    public long? AddedBytes { get; init; }

    /// <summary>Characters or windows that a whole loop takes in a second.</summary>
    public double? UnitsPerSecond { get; init; }

    /// <summary>The most memory that the process has held so far.</summary>
    public long? PeakMemoryBytes { get; init; }

    /// <summary>A result that says what was measured, before anything was.</summary>
    /// <param name="kind">What was timed.</param>
    /// <param name="name">The name of its row.</param>
    /// <param name="shape">The sizes.</param>
    /// <param name="options">Precision and threads.</param>
    internal static BenchmarkResult Of(string kind, string name, BenchmarkShape shape, BenchmarkOptions options) =>
        new()
        {
            Kind = kind,
            Shape = name,
            Precision = options.Precision,
            Inputs = shape.Inputs,
            Hidden = shape.Hidden,
            Batch = shape.Batch,
            Steps = shape.Steps,
            Layers = shape.Layers,
            Threads = options.Threads,
        };
}
