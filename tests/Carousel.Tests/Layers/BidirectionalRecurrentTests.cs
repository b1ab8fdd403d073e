using Carousel.Layers;

namespace Carousel.Tests.Layers;

/// <summary>Two directions, of different kinds and sizes, as one recurrent layer.</summary>
public sealed class BidirectionalRecurrentTests : RecurrentLayerTests
{
    private protected override SequenceLayer Make(int inputSize, int hiddenSize) =>
        new Bidirectional(new Lstm(inputSize, hiddenSize), new Gru(inputSize, hiddenSize + 3, reverse: true));
}

public sealed class StackRecurrentTests : RecurrentLayerTests
{
    private protected override SequenceLayer Make(int inputSize, int hiddenSize) => new Stack(
        new Lstm(inputSize, hiddenSize, options: new LstmOptions { Projection = hiddenSize / 2 }),
        new Elman(hiddenSize / 2, hiddenSize), new Gru(hiddenSize, hiddenSize));
}
