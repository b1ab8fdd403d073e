using Carousel.Layers;

namespace Carousel.Laboratory.Training;

/// <summary>What runs over a sequence.</summary>
internal enum SequenceKind
{
    /// <summary>Long short-term memory.</summary>
    Lstm,

    /// <summary>A Transformer whose attention sees some steps back.</summary>
    Windowed,

    /// <summary>A Transformer whose attention sees all steps before.</summary>
    Growing,
}

/// <summary>
/// An LSTM and Transformers of as many parameters: two pre-norm blocks after a dense map and sinusoidal positions.
/// </summary>
/// <param name="HiddenSize">H of the LSTM.</param>
/// <param name="Size">D of the Transformer.</param>
/// <param name="Heads">Its heads.</param>
internal sealed record SequenceModels(int HiddenSize, int Size, int Heads)
{
    /// <summary>Blocks of a Transformer.</summary>
    public const int Blocks = 2;

    /// <summary>An LSTM.</summary>
    /// <param name="inputSize">I.</param>
    /// <param name="longestLag">For how long its forget biases begin to keep; 0 for the usual bias 1.</param>
    public SequenceLayer Lstm(int inputSize, int longestLag = 0) =>
        new Lstm(inputSize, HiddenSize, biasInitializer: longestLag > 2 ? new ChronoBias(longestLag) : null);

    /// <summary>A Transformer.</summary>
    /// <param name="inputSize">I.</param>
    /// <param name="outputSize">O of the read-out after it, for the number of parameters.</param>
    /// <param name="window">Steps that a step sees in each block; 0 for all before it.</param>
    public SequenceLayer Transformer(int inputSize, int outputSize, int window)
    {
        int inner = InnerSize(inputSize, outputSize);
        return new Stack(
        [
            new Dense(inputSize, Size), new Positions(Size),
            .. Enumerable.Range(0, Blocks).Select(_ => new TransformerBlock(Size, Heads, inner, window)),
        ]);
    }

    /// <summary>
    /// Units inside a block with which the Transformer is nearest to the LSTM in parameters, read-outs among them.
    /// </summary>
    private int InnerSize(int inputSize, int outputSize)
    {
        long wanted = new TaskNetwork(Lstm(inputSize), outputSize).ParameterCount;
        long Of(int inner) => new TaskNetwork(
            new Stack(
                [
                    new Dense(inputSize, Size),
                    .. Enumerable.Range(0, Blocks).Select(_ => new TransformerBlock(Size, Heads, inner)),
                ]), outputSize).ParameterCount;
        long one = Of(1), each = Of(2) - one;
        return (int)Math.Max(1, 1 + Math.Round((wanted - one) / (double)each));
    }
}
