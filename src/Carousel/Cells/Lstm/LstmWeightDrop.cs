using Carousel.Autograd;
using Carousel.Tensors;

namespace Carousel.Layers;

/// <summary>The recurrent matrix of an LSTM with weights dropped: the kernels take it in place of R.</summary>
internal sealed class LstmWeightDrop
{
    private readonly Parameter _weight;
    private readonly Parameter _dropped;
    private readonly DropoutSite _site;
    private RecurrentParameters? _parameters;

    public LstmWeightDrop(Backend backend, string path, Parameter weight, float rate)
    {
        (_weight, _dropped, _site) = (
            weight, new Parameter(weight.Name + "/dropped", weight.Shape),
            new DropoutSite(path + "/weight-drop", rate));
        _dropped.Allocate(backend);
        MemoryDomain = backend.MemoryDomain;
    }

    /// <summary>Where the dropped matrix lies.</summary>
    public object MemoryDomain { get; }

    /// <summary>Draws the weights of the tape's step.</summary>
    public void Draw(Tape tape) => WeightDropOp.Apply(tape, _site, _weight, _dropped);

    /// <summary>The same parameters with the dropped matrix.</summary>
    public RecurrentParameters Of(RecurrentParameters parameters) => _parameters ??= parameters with { R = _dropped };
}
