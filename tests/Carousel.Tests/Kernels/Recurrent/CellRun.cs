using Carousel.Kernels;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Recurrent;

/// <summary>What a run of a kernel is over.</summary>
internal sealed record RunShape(int I, int H, PackedRows Rows, bool Reverse = false, int Seed = 1)
{
    /// <summary>Where its values lie; null for arrays.</summary>
    public GuardedMemory? Memory { get; init; }
}

/// <summary>Sizes that a cell has.</summary>
/// <param name="Columns">Rows of W, R and b.</param>
/// <param name="Head">Columns of R; 0 for a cell without.</param>
/// <param name="Gates">Values that the way forward keeps of a row.</param>
/// <param name="Rest">Values of the state except h.</param>
internal sealed record RunSizes(int Columns, int Head, int Gates, int Rest)
{
    /// <summary>Heads that hold a matrix each.</summary>
    public int Heads { get; init; }

    /// <summary>Values of a bias inside a gate.</summary>
    public int InnerBias { get; init; }

    /// <summary>Rows of the rest of the state that training keeps; 0 for the start and each row.</summary>
    public int KeptRows { get; init; }

    /// <summary>W is drawn in (−scale, scale).</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Whether the second of the three parts of the rest is divided by: it is drawn away from 0.</summary>
    public bool HasDivisor { get; init; }

    /// <summary>
    /// How many of the last biases, those of exponential forget gates, are lowered: where they keep more than all, sums
    /// grow until a divisor happens to be near 0.
    /// </summary>
    public int ForgetBiases { get; init; }
}

/// <summary>One run of a cell's kernel over drawn values: its entries, and all they work on.</summary>
internal abstract partial class CellRun
{
    private readonly GuardedMemory? _memory;
    private readonly float[][] _scratch = [[], []];
    private Memory<float> _panels, _backwardPanels;

    protected CellRun(RunShape shape, RunSizes sizes)
    {
        (I, H, Rows, Reverse, Sizes, _memory) = (
            shape.I, shape.H, shape.Rows, shape.Reverse, sizes, shape.Memory);
        var draws = new Draws(shape.Seed);
        (int A, int N) = (sizes.Columns, Rows.N);
        W = Drawn(draws, A * I, sizes.Scale);
        R = Drawn(draws, A * sizes.Head, 1 / Math.Sqrt(Math.Max(1, sizes.Head)));
        (B, Q) = (Drawn(draws, A), Drawn(draws, sizes.InnerBias));
        X = Drawn(draws, N * I);

        // Where each head holds a matrix nothing reads the initial h.
        Memory<float> h0 = sizes.Heads > 0 ? Zeros(Rows.B * H) : Drawn(draws, Rows.B * H);
        Dh = Drawn(draws, (Rows.B + N) * H);
        Dh.Span[..(Rows.B * H)].Clear();
        Carried = Drawn(draws, Rows.B * sizes.Rest);
        DRest = Drawn(draws, Rows.B * sizes.Rest);
        (States, Inferred) = (Empty((Rows.B + N) * H), Empty((Rows.B + N) * H));
        h0.CopyTo(States);
        h0.CopyTo(Inferred);
        IsRestKept = sizes.KeptRows == 0;
        Rest = Empty((IsRestKept ? Rows.B + N : sizes.KeptRows) * sizes.Rest);
        Gates = Empty(N * sizes.Gates);
        (Dx, DW, DR) = (Zeros(X.Length), Zeros(W.Length), Zeros(R.Length));
        (DB, DQ) = (Zeros(B.Length), Zeros(Q.Length));
        Settle();
        (StartRest, DhGiven, DRestGiven) = (Carried.ToArray(), Dh.ToArray(), DRest.ToArray());
        Carried.CopyTo(Rest);
    }

    public int I { get; }

    public int H { get; }

    public RunSizes Sizes { get; }

    public PackedRows Rows { get; }

    public bool Reverse { get; }

    public Memory<float> W { get; }

    public Memory<float> R { get; }

    public Memory<float> B { get; }

    public Memory<float> Q { get; }

    public Memory<float> X { get; }

    /// <summary>[B+N, H], from the initial states.</summary>
    public Memory<float> States { get; }

    /// <summary>The same in inference.</summary>
    public Memory<float> Inferred { get; }

    /// <summary>What training keeps of the rest of the states, from the initial ones.</summary>
    public Memory<float> Rest { get; }

    /// <summary>Whether that is the rest after each row.</summary>
    public bool IsRestKept { get; }

    /// <summary>[B, Rest], what inference carries from the initial to the final states.</summary>
    public Memory<float> Carried { get; }

    public Memory<float> Gates { get; }

    public Memory<float> Dh { get; }

    public Memory<float> DRest { get; }

    public Memory<float> Dx { get; }

    public Memory<float> DW { get; }

    public Memory<float> DR { get; }

    public Memory<float> DB { get; }

    public Memory<float> DQ { get; }

    /// <summary>Whether there is an entry for gradients along with the time loop.</summary>
    public virtual bool HasGradientsAlong => true;

    /// <summary>Whether training gives the states of inference bit by bit.</summary>
    public virtual bool IsInferenceExact => true;

    /// <summary>The largest error as a share of the largest value.</summary>
    protected virtual double Share => Near.Recurrent(Rows.T, I + H);

    protected abstract int PanelLength { get; }

    protected abstract int BackwardPanelLength { get; }

    /// <summary>Parts that gradients of weights are cut into at most.</summary>
    protected abstract int GradientParts { get; }

    protected abstract int GradientScratch { get; }

    protected virtual int InputScratch => 0;

    protected ReadOnlySpan<float> Panels
    {
        get
        {
            if (_panels.IsEmpty)
            {
                _panels = Empty(PanelLength);
                Say("Pack");
                Pack(new CellWeights { W = W.Span, R = R.Span, B = B.Span, Q = Q.Span }, _panels.Span);
            }

            return _panels.Span;
        }
    }

    protected ReadOnlySpan<float> BackwardPanels
    {
        get
        {
            if (_backwardPanels.IsEmpty)
            {
                _backwardPanels = Empty(BackwardPanelLength);
                Say("PackBackward");
                PackBackward(new CellWeights { W = W.Span, R = R.Span }, _backwardPanels.Span);
            }

            return _backwardPanels.Span;
        }
    }

    /// <summary>[B, Rest], at the start.</summary>
    public float[] StartRest { get; }

    private float[] DhGiven { get; }

    private float[] DRestGiven { get; }

    /// <summary>Forward over ranges of places: cuts are the borders between them.</summary>
    public CellRun Forward(params ReadOnlySpan<int> cuts)
    {
        for (int k = 0; k <= cuts.Length; k++)
        {
            Forward(ForwardCall(Cut(cuts, k, Rows.B)));
        }

        return this;
    }

    /// <summary>Without what the way back needs.</summary>
    public CellRun Infer(params ReadOnlySpan<int> cuts)
    {
        for (int k = 0; k <= cuts.Length; k++)
        {
            Forward(InferenceCall(Cut(cuts, k, Rows.B)));
        }

        return this;
    }

    /// <summary>The time loop over ranges of places, then the gradients over ranges of rows and of weights.</summary>
    public CellRun Backward(params ReadOnlySpan<int> cuts)
    {
        for (int k = 0; k <= cuts.Length; k++)
        {
            Backward(BackwardCall(Cut(cuts, k, Rows.B)));
        }

        return AddGradients(cuts);
    }

    public CellRun AddGradients(params ReadOnlySpan<int> cuts)
    {
        int width = Sizes.Gates == 0 ? H : Sizes.Gates;
        Span<float> da = Sizes.Gates == 0 ? Dh.Span[(Rows.B * H)..] : Gates.Span;
        for (int k = 0; k <= cuts.Length; k++)
        {
            (int from, int to) = Cut(cuts, k, Rows.N);
            Say("AddInputGradient");
            AddInputGradient(
                da[(from * width)..(to * width)], Dx.Span[(from * I)..(to * I)], Scratch(InputScratch));
        }

        for (int k = 0; k <= cuts.Length; k++)
        {
            (int from, int to) = Cut(cuts, k, GradientParts);
            AddWeightGradient(GradientCall(), from, to);
        }

        return this;
    }

    /// <summary>Sets the gradients that are added to.</summary>
    public CellRun FillGradients(float value)
    {
        foreach (Memory<float> d in new[] { Dx, DW, DR, DB, DQ })
        {
            d.Span.Fill(value);
        }

        return this;
    }

    /// <summary>Backward and all gradients in one call.</summary>
    public CellRun BackwardTogether()
    {
        CellSpans call = Call((0, Rows.B));
        call.Panels = BackwardPanels;
        call.Scratch = Scratch(TogetherScratch);
        Say("BackwardWithGradients");
        BackwardTogether(call);
        return this;
    }

    /// <summary>All steps, forward and back, in parts of units, as threads share them.</summary>
    /// <param name="parts">How many.</param>
    /// <returns>Whether the kernel has such entries.</returns>
    public virtual bool RunUnits(int parts) => false;

    /// <summary>One step of S sequences.</summary>
    /// <param name="x">[S, I].</param>
    /// <param name="state">[S, H + Rest].</param>
    /// <param name="variant">Where the call may be cut or turned, which way.</param>
    public abstract void Step(ReadOnlySpan<float> x, Span<float> state, int variant = 0);

    /// <summary>Forward, inference and the time loop of backward on vectors of one width.</summary>
    public CellRun OnWidth<V, O>()
        where O : ILanes<V>
    {
        Forward<V, O>(InferenceCall((0, Rows.B)));
        Forward<V, O>(ForwardCall((0, Rows.B)));
        Backward<V, O>(BackwardCall((0, Rows.B)));
        return this;
    }

    public ulong Hash(bool hasGates = true) => PackedRows.Hash(
        States.ToArray(), Rest.ToArray(), hasGates ? Gates.ToArray() : [], Dh.ToArray(), DRest.ToArray(), Dx.ToArray(),
        DW.ToArray(), DR.ToArray(), DB.ToArray(), DQ.ToArray());

    protected abstract void Pack(in CellWeights weights, Span<float> panels);

    protected abstract void PackBackward(in CellWeights weights, Span<float> panels);

    /// <summary>Values of scratch that Forward takes.</summary>
    protected abstract int ForwardScratch(int places, bool keeps);

    protected abstract int BackwardScratch(int places);

    protected abstract int TogetherScratch { get; }

    protected abstract void Forward(in CellSpans call);

    protected abstract void Backward(in CellSpans call);

    protected abstract void BackwardTogether(in CellSpans call);

    protected abstract void AddInputGradient(ReadOnlySpan<float> da, Span<float> dx, Span<float> scratch);

    protected abstract void AddWeightGradient(in CellSpans call, int from, int to);

    protected abstract void Forward<V, O>(in CellSpans call)
        where O : ILanes<V>;

    protected abstract void Backward<V, O>(in CellSpans call)
        where O : ILanes<V>;

    /// <summary>Values to be overwritten; those of a number are the same in every call, or guarded.</summary>
    protected Span<float> Scratch(int length, int number = 0)
    {
        if (_memory is not null)
        {
            return _memory.Empty(length);
        }

        if (_scratch[number].Length < length)
        {
            _scratch[number] = new float[length];
        }

        return _scratch[number].AsSpan(0, length);
    }

    private Memory<float> Empty(int length) =>
        _memory is null ? new float[length] : _memory.EmptyMemory(length);

    private Memory<float> Zeros(int length)
    {
        Memory<float> values = Empty(length);
        values.Span.Clear();
        return values;
    }

    private Memory<float> Drawn(Draws draws, int length, double scale = 1)
    {
        Memory<float> values = Empty(length);
        draws.Floats(length, scale).CopyTo(values);
        return values;
    }

    private void Settle()
    {
        for (int k = 1; k <= Sizes.ForgetBiases; k++)
        {
            B.Span[^k] -= 1.5f;
        }

        for (int k = 0; Sizes.HasDivisor && k < Carried.Length; k++)
        {
            Carried.Span[k] += k / H % 3 == 1 ? 1.5f : 0;
        }
    }

    /// <summary>Which call follows, where one that leaves its spans ends the process.</summary>
    private protected void Say(string call)
    {
        if (_memory is not null)
        {
            BoundsShapes.Say(call);
        }
    }

    private static (int From, int To) Cut(ReadOnlySpan<int> cuts, int part, int end) =>
        (part == 0 ? 0 : Math.Min(cuts[part - 1], end), part == cuts.Length ? end : Math.Min(cuts[part], end));
}
