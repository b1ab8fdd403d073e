namespace Carousel.Kernels.Chains;

/// <summary>The weights of a linear chain over C labels.</summary>
/// <param name="start">[C]: of a label at a sequence's first step.</param>
/// <param name="transition">[C, C]: of the label of the column right after the label of the row.</param>
/// <param name="end">[C]: of a label at a sequence's last step.</param>
internal readonly ref struct CrfWeights(
    ReadOnlySpan<float> start, ReadOnlySpan<float> transition, ReadOnlySpan<float> end)
{
    /// <summary>[C].</summary>
    public readonly ReadOnlySpan<float> Start = start;

    /// <summary>[C, C].</summary>
    public readonly ReadOnlySpan<float> Transition = transition;

    /// <summary>[C].</summary>
    public readonly ReadOnlySpan<float> End = end;

    /// <summary>C.</summary>
    public int Labels => Start.Length;

    /// <summary>Throws where the sizes do not fit each other.</summary>
    /// <exception cref="Memory.ShapeException">A span is not the size stated here.</exception>
    public void Require()
    {
        int C = Labels;
        ArgumentOutOfRangeException.ThrowIfZero(C, nameof(Start));
        Memory.ShapeException.Require(Transition, (C, C));
        Memory.ShapeException.Require(End, C);
    }
}
