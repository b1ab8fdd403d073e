namespace Carousel.Kernels;

/// <summary>What runs an LSTM forward: with floats or with weights and activations in 8 bits.</summary>
internal interface ILstmArithmetic
{
    static abstract bool IsQuantized { get; }

    /// <summary>Floats of the packed weights.</summary>
    static abstract int PanelLength(LstmSize size);

    static abstract void Pack(LstmSize size, in CellWeights weights, Span<float> panels);

    /// <summary>Floats of scratch of rows that are computed in one call.</summary>
    static abstract int ScratchLength(LstmSize size, int rows);

    /// <summary>Floats of the room that the threads of a forward pass share.</summary>
    static abstract int UnitsScratchLength(LstmSize size, int batch, int parts);

    /// <summary>Floats of the room that the threads of one streaming step share.</summary>
    static abstract int StreamUnitsScratchLength(LstmSize size, int parts);

    /// <summary>starts[v] = b + W·table[v].</summary>
    static abstract void SymbolStarts(
        LstmSize size, ReadOnlySpan<float> panels, ReadOnlySpan<float> table, Span<float> starts, Span<float> scratch);

    /// <summary>Every step.</summary>
    static abstract void Forward(LstmSize size, in CellSpans call);

    /// <summary>Before step s whose units are shared out.</summary>
    static abstract void BeginStep(LstmSize size, in CellSpans call, int s);

    /// <summary>A part of the units in step s.</summary>
    static abstract void StepUnits(LstmSize size, in CellSpans call, int s, int part, int parts);

    /// <summary>One step of one sequence.</summary>
    static abstract void Step(
        LstmSize size, ReadOnlySpan<float> panels, ReadOnlySpan<float> x, Span<float> h, Span<float> c,
        Span<float> scratch, bool descending);

    /// <summary>Before a step of one sequence whose units are shared out.</summary>
    static abstract void BeginStream(LstmSize size, ReadOnlySpan<float> x, ReadOnlySpan<float> h, Span<float> scratch);

    /// <summary>A part of the units in that step.</summary>
    static abstract void StreamUnits(
        LstmSize size, int part, int parts, ReadOnlySpan<float> panels, Span<float> h, Span<float> c,
        Span<float> scratch, bool descending);
}
