using Carousel.Layers;

namespace Carousel.Networks;

/// <summary>The state of a recurrent layer or of a stack of them.</summary>
/// <param name="Cells">What each cell keeps, in the order of the state's values in <see cref="SequenceLayer"/>: of an
/// LSTM its outputs h, then its cells c.</param>
internal sealed record GraphState(IReadOnlyList<GraphValue> Cells);
