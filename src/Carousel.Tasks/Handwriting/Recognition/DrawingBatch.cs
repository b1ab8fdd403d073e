using Carousel.Autograd;
using Carousel.Data;
using Carousel.Memory;
using Carousel.Tasks.Handwriting.Drawings;

namespace Carousel.Tasks.Handwriting.Recognition;

/// <summary>Drawings side by side as a network reads them.</summary>
/// <param name="isLine">Whether a drawing is a line of symbols.</param>
internal sealed class DrawingBatch(bool isLine)
{
    private readonly SequenceBatch _inputs = new(PenFeatures.Count);

    /// <summary>How the rows lie.</summary>
    public Packing Packing => _inputs.Packing;

    /// <summary>Fills the batch.</summary>
    /// <param name="drawings">Points of each drawing.</param>
    public void Fill(IReadOnlyList<IReadOnlyList<PenPoint>> drawings)
    {
        _inputs.Begin([.. drawings.Select(d => d.Count)]);
        for (int b = 0; b < drawings.Count; b++)
        {
            _inputs.SetSequence(b, PenFeatures.Of(drawings[b], isLine));
        }
    }

    /// <summary>The scores.</summary>
    public Variable Run(Tape tape, RecogniserNetwork network) =>
        network.Forward(tape, tape.Input(_inputs.Values, new Shape(Packing.Rows, PenFeatures.Count)), Packing);
}
