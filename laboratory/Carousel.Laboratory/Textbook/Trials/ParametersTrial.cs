using Carousel.Autograd;
using Carousel.Layers;

namespace Carousel.Laboratory.Textbook.Trials;

/// <summary>Weights and biases of a GRU by those of an LSTM of equal size.</summary>
internal sealed class ParametersTrial : StatementTrial
{
    private const double Said = 0.75;

    private static readonly (int Inputs, int Units)[] _sizes = [(1, 1), (8, 32), (1, 64), (300, 512)];

    /// <inheritdoc/>
    public override int Number => 13;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Measure(
        ulong seed, CpuBackend backend, Action<double> progress, CancellationToken cancellation) =>
        new Dictionary<string, double>
        {
            ["off_three_quarters"] = _sizes.Max(size => Math.Abs(
                (Count(new Gru(size.Inputs, size.Units)) / Count(new Lstm(size.Inputs, size.Units))) - Said)),
        };

    // Without the additional bias of a reset gate after the recurrent product.
    private static double Count(RecurrentLayer layer) =>
        layer.W.Shape.Length + layer.R.Shape.Length + layer.B.Shape.Length;
}
