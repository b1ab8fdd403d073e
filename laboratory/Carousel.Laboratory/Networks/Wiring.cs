namespace Carousel.Laboratory.Networks;

/// <summary>Which units feed which.</summary>
internal enum Wiring
{
    /// <summary>
    /// The paper's "F": cells and gates receive the inputs, all cells and all gates; output units receive the cells.
    /// </summary>
    Full,

    /// <summary>
    /// The paper's "B": each layer receives from all layers below it, nothing from its own; output units receive the
    /// inputs and the cells.
    /// </summary>
    Below,

    /// <summary>
    /// Gers, Schmidhuber and Cummins 2000: cells and gates receive the inputs and all cells; output units receive the
    /// inputs and the cells.
    /// </summary>
    Cells,

    /// <summary>As <see cref="Full"/>, and output units receive the inputs too.</summary>
    FullAndDirect,

    /// <summary>
    /// As <see cref="Full"/>, but the cells' net inputs receive only the inputs: only gates see cells and gates.
    /// </summary>
    GatesAlone,
}
