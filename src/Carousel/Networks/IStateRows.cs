namespace Carousel.Networks;

/// <summary>The states of sequences that step together, wherever they lie.</summary>
internal interface IStateRows
{
    /// <summary>The state of a sequence of the batch, to be read and overwritten.</summary>
    /// <param name="sequence">Its place in the batch.</param>
    Span<float> Row(int sequence);
}
