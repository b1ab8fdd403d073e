using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>What the recurrent calls of two neighbouring segments of time hand to each other on the way back.</summary>
/// <remarks>
/// In one run over all steps ∂loss/∂h of a step is one chain: first the gradient from above, then that from the
/// step after. A segment does not know the first part when the next segment is done. So the next segment stores
/// the terms that follow in the chain (∂loss/∂preactivation, or the gates and ∂loss/∂h), and
/// the segment itself continues the chain.
/// </remarks>
internal sealed class SegmentBorder
{
    private readonly List<Handed> _calls = [];
    private Arena? _arena;
    private int _batch;
    private int _next;

    /// <summary>Sequences, at the first places, that continue in the segment run after this one.</summary>
    public int After { get; private set; }

    /// <summary>Sequences, at the first places, that came from the segment run before this one.</summary>
    public int Before { get; private set; }

    /// <summary>Begins with the segment that was run last.</summary>
    /// <param name="arena">Lives as long as all segments.</param>
    /// <param name="batch">B.</param>
    public void Begin(Arena arena, int batch)
    {
        _calls.Clear();
        (_arena, _batch) = (arena, batch);
    }

    /// <summary>On to the segment run before: what the last one left is now what came.</summary>
    /// <param name="after">Sequences that go on in the segment run after.</param>
    /// <param name="before">Sequences that came from the segment run before.</param>
    public void Turn(int after, int before)
    {
        (_next, After, Before) = (0, after, before);
        for (int k = 0; k < _calls.Count; k++)
        {
            Handed h = _calls[k];
            _calls[k] = new Handed(h.Left, h.Came, h.LeftGradient, h.CameGradient);
        }
    }

    /// <summary>The next recurrent call of the segment.</summary>
    /// <param name="width">Values that it hands on for each sequence.</param>
    /// <param name="gradientWidth">Values of a second kind; 0 for none.</param>
    /// <returns>Its number, 1 or more.</returns>
    public int Open(int width, int gradientWidth = 0)
    {
        if (_next == _calls.Count)
        {
            _calls.Add(new Handed(Room(width), Room(width), Room(gradientWidth), Room(gradientWidth)));
        }

        return ++_next;
    }

    /// <summary>What a call got and leaves.</summary>
    /// <param name="call">Its number.</param>
    public Handed this[int call] => _calls[call - 1];

    /// <summary>
    /// Of sequences that go on in another segment h has its gradient by the border: what came with the states was a
    /// part of that chain.
    /// </summary>
    /// <param name="tape">The segment's.</param>
    /// <param name="packing">How the segment's rows lie.</param>
    /// <param name="dFinal">[B, H or more], the gradients of a call's final states; h comes first.</param>
    /// <param name="units">H.</param>
    public void Forget(Tape tape, Packing packing, Tensor dFinal, int units)
    {
        for (int place = 0; place < After && !dFinal.IsNone; place++)
        {
            Tensor row = dFinal.Rows(packing.Order[place], 1);
            tape.Backend.Clear(row.Reshape(new Shape(row.Length, 1)).Rows(0, units));
        }
    }

    private Tensor Room(int width) => width == 0 ? default : _arena!.Allocate(new Shape(_batch, width));

    /// <summary>The rows of a call.</summary>
    /// <param name="Came">[B, width], from the segment run after; the first <see cref="After"/> rows, by place.</param>
    /// <param name="Left">[B, width], for the segment run before; the first <see cref="Before"/> rows.</param>
    /// <param name="CameGradient">[B, second width], likewise.</param>
    /// <param name="LeftGradient">[B, second width], likewise.</param>
    public readonly record struct Handed(Tensor Came, Tensor Left, Tensor CameGradient, Tensor LeftGradient);
}
