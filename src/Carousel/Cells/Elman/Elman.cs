using Carousel.Autograd;

namespace Carousel.Layers;

/// <summary>Elman network, the simple recurrent network: h = tanh(W x + R h₋ + b).</summary>
/// <remarks>
/// Elman 1990, with the hyperbolic tangent. Derivation: docs/derivations/gru.md. The state of a sequence is h.
/// </remarks>
public sealed class Elman : RecurrentLayer
{
    private readonly ElmanParameters _parameters;

    /// <summary>A layer.</summary>
    /// <param name="inputSize">I: features of each input step.</param>
    /// <param name="hiddenSize">H: hidden units.</param>
    /// <param name="reverse">Run from the last step to the first: then the layer is not causal.</param>
    /// <param name="inputInitializer">How W begins; Glorot if not given.</param>
    /// <param name="recurrentInitializer">How R begins; orthogonal if not given.</param>
    /// <param name="biasInitializer">How b begins; zero if not given.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    public Elman(
        int inputSize,
        int hiddenSize,
        bool reverse = false,
        Initializer? inputInitializer = null,
        Initializer? recurrentInitializer = null,
        Initializer? biasInitializer = null)
        : this(new(inputSize, hiddenSize)
        {
            Reverse = reverse,
            InputInitializer = inputInitializer,
            RecurrentInitializer = recurrentInitializer,
            BiasInitializer = biasInitializer,
        })
    {
    }

    /// <summary>A layer.</summary>
    internal Elman(CellSettings settings)
        : base(ElmanDescription.Cell, settings)
    {
        _parameters = new ElmanParameters(W, R, B);
    }

    /// <inheritdoc/>
    private protected override RecurrentParameters Computed => _parameters;
}
