namespace Carousel.Kernels;

/// <summary>Sizes of a layer that multiplies all its inputs at once, and of its buffers.</summary>
/// <param name="I">Inputs.</param>
/// <param name="H">Units.</param>
/// <param name="Gates">Rows of W and b for each unit.</param>
/// <param name="Head">Units of a head, whose gates ask each other's state; 0 where gates ask the inputs alone.</param>
/// <param name="Parts">Values that a unit holds beside h.</param>
internal readonly record struct ScanSize(int I, int H, int Gates, int Head = 0, int Parts = 0)
{
    /// <summary>A: preactivations of a row.</summary>
    public int Columns => Gates * H;

    /// <summary>Values of a row beside h.</summary>
    public int Rest => Parts * H;

    /// <summary>Floats of the forward panels: those of each gate, so that units can be shared out, R, then b.</summary>
    public int PanelLength
    {
        get
        {
            RequireLayer();
            return BufferLength.Of(((long)Gates * GateLength) + RecurrentLength + Columns);
        }
    }

    /// <summary>Floats of the panels of W, then R, for the way back.</summary>
    public int BackwardPanelLength
    {
        get
        {
            RequireLayer();
            return BufferLength.Of((long)InputLength + RecurrentLength);
        }
    }

    /// <summary>Floats of the panels of one gate.</summary>
    public int GateLength => MatrixProduct.PanelLength(I, H);

    /// <summary>Floats of the panels of W for the way back.</summary>
    public int InputLength => MatrixProduct.PanelLength(Columns, I);

    /// <summary>Heads; 0 where gates ask the inputs alone.</summary>
    public int Heads => Head == 0 ? 0 : H / Head;

    /// <summary>Floats of the panels of one gate of one head.</summary>
    public int BlockLength => Head == 0 ? 0 : MatrixProduct.PanelLength(Head, Head);

    /// <summary>Panels of 64 units.</summary>
    public int Panels => MatrixProduct.Panels(H);

    /// <summary>Floats of scratch of a run that keeps nothing.</summary>
    /// <param name="rows">The most rows of a step.</param>
    public int ForwardScratch(int rows) => StepChunks.Length(rows, Columns);

    /// <summary>Floats of scratch of a step: the preactivations.</summary>
    /// <param name="streams">S.</param>
    public int StepScratch(int streams) => BufferLength.Of((long)streams * Columns);

    /// <summary>Floats of scratch of weight gradients.</summary>
    public int GradientScratch => BufferLength.Of((long)InputScratch + BlockScratch);

    /// <summary>Those of W and b.</summary>
    public int InputScratch => GatedGradient.ScratchLength(I, 0, MatrixProduct.Panels(Columns));

    /// <exception cref="ArgumentOutOfRangeException">A size is not that of a layer.</exception>
    private void RequireLayer()
    {
        BufferLength.RequireLayer(I, H, Gates);
        if (Head > 0 && H % Head != 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(Head), Head, $"{H} units can't be divided into heads of {Head}.");
        }
    }

    private int RecurrentLength => BufferLength.Of((long)Gates * Heads * BlockLength);

    private int BlockScratch => Head == 0 ? 0 : GatedGradient.ScratchLength(0, Head, MatrixProduct.Panels(Head));
}

/// <summary>A part of the sequences and of the units, which meets no other.</summary>
/// <param name="PlaceFrom">First place.</param>
/// <param name="PlaceTo">One after the last place.</param>
/// <param name="PanelFrom">First panel of 64 units.</param>
/// <param name="PanelTo">One after the last panel.</param>
internal readonly record struct ScanPart(int PlaceFrom, int PlaceTo, int PanelFrom, int PanelTo);
