using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>One run of a layer by segments of time: which they are, and the states at their borders.</summary>
internal sealed class SegmentedRun
{
    // Shorter segments cost more in calls than they save.
    private const int Shortest = 16;

    private int _length = 1;

    /// <summary>What runs.</summary>
    public ISegmentedLayer Layer { get; private set; } = null!;

    /// <summary>How all rows lie.</summary>
    public Packing Whole { get; private set; } = null!;

    /// <summary>How the rows of the present segment lie.</summary>
    public Packing Packing { get; } = new();

    /// <summary>Where the segments meet on the way back.</summary>
    public SegmentBorder Border { get; } = new();

    /// <summary>How many segments.</summary>
    public int Count => (Whole.Steps + _length - 1) / _length;

    /// <summary>[N, I].</summary>
    public Variable Input { get; set; }

    /// <summary>[B, StateSize], or <c>default</c>.</summary>
    public Variable InitialState { get; set; }

    /// <summary>[N, OutputSize], or <c>default</c> if only the final states are needed.</summary>
    public Variable Hidden { get; set; }

    /// <summary>[B, StateSize].</summary>
    public Variable FinalState { get; set; }

    /// <summary>
    /// [B · segments, StateSize], the states before each segment in the order run; [B, StateSize], those before the
    /// present one, where nothing runs back.
    /// </summary>
    public Tensor States { get; set; }

    /// <summary>Whether this number of steps is worth more than one segment.</summary>
    /// <param name="steps">T.</param>
    public static bool Pays(int steps) => steps >= 2 * Shortest;

    /// <summary>Begins a run.</summary>
    /// <param name="layer">What runs.</param>
    /// <param name="whole">How all rows lie.</param>
    public void Set(ISegmentedLayer layer, Packing whole)
    {
        (Layer, Whole) = (layer, whole);
        int wanted = Math.Max(Shortest, (int)Math.Ceiling(Math.Sqrt(whole.Steps))), unit = layer.SegmentUnit;
        _length = (wanted + unit - 1) / unit * unit;
    }

    /// <summary>Goes to a segment.</summary>
    /// <param name="number">0 … Count − 1 in the order run.</param>
    public void GoTo(int number)
    {
        int first = (Layer.RunsBackwards ? Count - 1 - number : number) * _length;
        Packing.SetSteps(Whole, first, Math.Min(_length, Whole.Steps - first));
    }

    /// <summary>The segment's rows of a matrix over all rows.</summary>
    /// <param name="rows">[N, F].</param>
    /// <returns>A window.</returns>
    public Tensor Rows(Tensor rows) => rows.Rows(Whole.RowStart[First], Packing.Rows);

    /// <summary>The states before a segment.</summary>
    /// <param name="number">Its number in the order run.</param>
    /// <returns>[B, StateSize].</returns>
    public Tensor StatesBefore(int number)
    {
        int B = Whole.BatchSize;
        return States.Rows(States.Shape[0] == B ? 0 : number * B, B);
    }

    /// <summary>
    /// Sequences, at the first places, that run on both sides of the border to the segment run after the present one.
    /// </summary>
    public int GoingOn => Layer.RunsBackwards ? (First == 0 ? 0 : Whole.Running(First)) : Whole.Running(End);

    /// <summary>The same to the segment run before the present one.</summary>
    public int CameFrom => Layer.RunsBackwards ? Whole.Running(End) : (First == 0 ? 0 : Whole.Running(First));

    /// <summary>
    /// Whether a sequence's last step run is in the present segment; empty sequences end in the first one run.
    /// </summary>
    /// <param name="place">The sequence's place.</param>
    public bool Ends(int place)
    {
        int length = Whole.Lengths[place];
        return Layer.RunsBackwards ? First == 0 : length <= End && (length > First || First == 0);
    }

    private int First => Packing.FirstStep - Whole.FirstStep;

    private int End => First + Packing.Steps;
}
