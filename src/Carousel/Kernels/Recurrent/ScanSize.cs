using Carousel.Kernels.Primitives;

namespace Carousel.Kernels.Recurrent;

/// <summary>Sizes of a layer that multiplies all its inputs at once, and of its buffers.</summary>
/// <param name="I">Inputs.</param>
/// <param name="H">Units.</param>
/// <param name="Gates">Rows of W and b for each unit.</param>
internal readonly record struct ScanSize(int I, int H, int Gates)
{
    /// <summary>A: preactivations of a row.</summary>
    public int Columns => Gates * H;

    /// <summary>Floats of the forward panels: those of each gate, so that units can be shared out, then b.</summary>
    public int PanelLength
    {
        get
        {
            BufferLength.RequireLayer(I, H, Gates);
            return BufferLength.Of(((long)Gates * GateLength) + Columns);
        }
    }

    /// <summary>Floats of the panels of W for the way back.</summary>
    public int BackwardPanelLength
    {
        get
        {
            BufferLength.RequireLayer(I, H, Gates);
            return MatrixProduct.PanelLength(Columns, I);
        }
    }

    /// <summary>Floats of the panels of one gate.</summary>
    public int GateLength => MatrixProduct.PanelLength(I, H);

    /// <summary>Panels of 64 units.</summary>
    public int Panels => MatrixProduct.Panels(H);

    /// <summary>Floats of scratch of a run that keeps nothing.</summary>
    /// <param name="rows">The most rows of a step.</param>
    public int ForwardScratch(int rows) => StepChunks.Length(rows, Columns);

    /// <summary>Floats of scratch of a step: the preactivations.</summary>
    /// <param name="streams">S.</param>
    public int StepScratch(int streams) => BufferLength.Of((long)streams * Columns);

    /// <summary>Floats of scratch of weight gradients.</summary>
    public int GradientScratch => GatedGradient.ScratchLength(I, 0, MatrixProduct.Panels(Columns));
}

/// <summary>A part of the sequences and of the units, which meets no other.</summary>
/// <param name="PlaceFrom">First place.</param>
/// <param name="PlaceTo">One after the last place.</param>
/// <param name="PanelFrom">First panel of 64 units.</param>
/// <param name="PanelTo">One after the last panel.</param>
internal readonly record struct ScanPart(int PlaceFrom, int PlaceTo, int PanelFrom, int PanelTo);
