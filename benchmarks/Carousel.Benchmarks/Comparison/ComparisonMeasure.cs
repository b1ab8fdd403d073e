namespace Carousel.Benchmarks.Comparison;

/// <summary>What was measured.</summary>
internal enum ComparisonMeasure
{
    /// <summary>A forward pass, milliseconds.</summary>
    Forward,

    /// <summary>A training step, milliseconds.</summary>
    Training,

    /// <summary>A streamed step, microseconds.</summary>
    Step,

    /// <summary>Characters or windows a second of a whole training.</summary>
    Units,

    /// <summary>Most memory of a whole training, bytes.</summary>
    Memory,

    /// <summary>A forward pass as a share of the multiply-add peak.</summary>
    ForwardShare,

    /// <summary>A training step as a share of the multiply-add peak.</summary>
    TrainingShare,
}
