using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Layers;

/// <summary>
/// Biases of gates for dependencies up to a known lag: keep gates begin at ln u with u uniform in (1, lag − 1), input
/// gates at −ln u, the rest at 0.
/// </summary>
/// <remarks>
/// Tallec and Ollivier 2018, equation 16: a gate with bias ln u forgets over about u steps, so the units' memories
/// spread over all lags.
/// </remarks>
public sealed class ChronoBias : Initializer
{
    private readonly int _longestLag;
    private readonly int _keepBlock;
    private readonly int _inputBlock;

    /// <summary>Biases for a longest lag.</summary>
    /// <param name="longestLag">The longest dependency expected, in steps, 3 or more.</param>
    /// <param name="keepBlock">The block of the gate that keeps the state: 1 for an LSTM's forget gate.</param>
    /// <param name="inputBlock">The block of the gate that lets input in: 0 for an LSTM; −1 where one gate does
    /// both.</param>
    /// <exception cref="ArgumentOutOfRangeException">The lag is too short.</exception>
    public ChronoBias(int longestLag, int keepBlock = 1, int inputBlock = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(longestLag, 3);
        (_longestLag, _keepBlock, _inputBlock) = (longestLag, keepBlock, inputBlock);
    }

    /// <inheritdoc/>
    public override void Fill(Span<float> values, int rows, int columns, int blocks, CounterRandom random)
    {
        if (_keepBlock >= blocks || _inputBlock >= blocks)
        {
            throw new InvalidOperationException(
                $"The parameter has {blocks} blocks, but the gates are given as blocks {_keepBlock} "
                + $"and {_inputBlock}.");
        }

        values.Clear();
        int length = values.Length / blocks;
        for (int i = 0; i < length; i++)
        {
            float bias = (float)ScalarMath.Log(1 + ((_longestLag - 2) * Drawing.Inside(random.Word(0, i))));
            values[(_keepBlock * length) + i] = bias;
            if (_inputBlock >= 0)
            {
                values[(_inputBlock * length) + i] = -bias;
            }
        }
    }
}
