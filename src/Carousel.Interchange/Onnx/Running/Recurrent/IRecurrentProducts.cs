namespace Carousel.Interchange.Onnx.Running.Recurrent;

/// <summary>The two products of a step of a recurrent operator, for all its sequences at once.</summary>
internal interface IRecurrentProducts
{
    /// <summary>sums = X_t·Wᵀ.</summary>
    /// <param name="rows">[B]: which row of X each sequence reads; −1 for a sequence that has ended.</param>
    /// <param name="sums">[B, gates·H], overwritten in the rows of those that run.</param>
    void FromInput(ReadOnlySpan<int> rows, Span<double> sums);

    /// <summary>sums = h·Rᵀ of some gates.</summary>
    /// <param name="state">[B, H].</param>
    /// <param name="sums">[B, gates·H], overwritten in the columns of the gates.</param>
    /// <param name="firstGate">The first gate.</param>
    /// <param name="gates">How many.</param>
    void FromState(ReadOnlySpan<double> state, Span<double> sums, int firstGate, int gates);
}
