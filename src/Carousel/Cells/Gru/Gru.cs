using Carousel.Autograd;
using Carousel.Tensors;

namespace Carousel.Layers;

/// <summary>Gated recurrent unit: h = (1 − z)⊙n + z⊙h₋.</summary>
/// <remarks>
/// Cho et al. 2014, equations 5 to 8; by default the reset gate acts after the recurrent product, as in cuDNN and
/// PyTorch. Derivation: docs/derivations/gru.md.
/// The state of a sequence is h. Gates stand in the order r, z, n.
/// </remarks>
public sealed class Gru : RecurrentLayer
{
    private readonly GruParameters _parameters;

    /// <summary>A layer.</summary>
    /// <param name="inputSize">I: features of each input step.</param>
    /// <param name="hiddenSize">H: hidden units.</param>
    /// <param name="reverse">Run from the last step to the first: then the layer is not causal.</param>
    /// <param name="resetAfter">Whether the reset gate acts after the recurrent product or, as in the paper, before
    /// it.</param>
    /// <param name="inputInitializer">How W begins; Glorot if not given.</param>
    /// <param name="recurrentInitializer">How R begins; orthogonal if not given.</param>
    /// <param name="biasInitializer">How b begins; zero if not given.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    public Gru(
        int inputSize,
        int hiddenSize,
        bool reverse = false,
        bool resetAfter = true,
        Initializer? inputInitializer = null,
        Initializer? recurrentInitializer = null,
        Initializer? biasInitializer = null)
        : this(new(inputSize, hiddenSize)
        {
            Reverse = reverse,
            ResetAfter = resetAfter,
            InputInitializer = inputInitializer,
            RecurrentInitializer = recurrentInitializer,
            BiasInitializer = biasInitializer,
        })
    {
    }

    /// <summary>A layer.</summary>
    internal Gru(CellSettings settings)
        : base(GruDescription.Cell, settings)
    {
        Q = settings.ResetAfter ? AddParameter("q", new Shape(HiddenSize), Constant.Zero) : null;
        _parameters = new GruParameters(W, R, B, Q);
    }

    /// <inheritdoc/>
    private protected override RecurrentParameters Computed => _parameters;

    /// <inheritdoc/>
    public override int StepScratchLength(int streams) => _parameters.StepScratchLength(streams);
}
