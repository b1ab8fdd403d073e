namespace Carousel.Kernels;

/// <summary>Where a vector of units lies, forward or back.</summary>
internal unsafe struct ScanUnits
{
    /// <summary>The first gate; preactivations, then what Backward needs, then ∂loss/∂preactivation.</summary>
    public float* Gates;

    /// <summary>Distance of two gates, and of two parts of what is held beside h.</summary>
    public nint Plane;

    /// <summary>h before.</summary>
    public float* Before;

    /// <summary>h after; may be where that before is.</summary>
    public float* H;

    /// <summary>What is held beside h, before.</summary>
    public float* Rest;

    /// <summary>The same after; may be where that before is.</summary>
    public float* RestAfter;

    /// <summary>∂loss/∂h, whole.</summary>
    public float* DH;

    /// <summary>That of h before, added to by a cell that has no recurrent weights.</summary>
    public float* DBefore;

    /// <summary>∂loss/∂rest after, overwritten with that of the rest before.</summary>
    public float* DRest;

    /// <summary>Some units on.</summary>
    public readonly ScanUnits At(int unit) => new()
    {
        Gates = Gates + unit,
        Plane = Plane,
        Before = Before + unit,
        H = H + unit,
        Rest = Rest + unit,
        RestAfter = RestAfter + unit,
        DH = DH + unit,
        DBefore = DBefore + unit,
        DRest = DRest + unit,
    };
}

/// <summary>Rows of one step that lie one after the other.</summary>
internal unsafe struct ScanRows
{
    /// <summary>How many.</summary>
    public int Count;

    /// <summary>The first row.</summary>
    public ScanUnits First;

    /// <summary>Distance of two rows of gates.</summary>
    public nint GateStride;

    /// <summary>Distance of two rows of h and its gradient.</summary>
    public nint Stride;

    /// <summary>Distance of two rows of what is held beside h.</summary>
    public nint RestStride;

    /// <summary>One row.</summary>
    public readonly ScanUnits Row(int row) => new()
    {
        Gates = First.Gates + (row * GateStride),
        Plane = First.Plane,
        Before = First.Before + (row * Stride),
        H = First.H + (row * Stride),
        Rest = First.Rest + (row * RestStride),
        RestAfter = First.RestAfter + (row * RestStride),
        DH = First.DH + (row * Stride),
        DBefore = First.DBefore + (row * Stride),
        DRest = First.DRest + (row * RestStride),
    };
}
