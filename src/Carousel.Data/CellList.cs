namespace Carousel.Data;

/// <summary>A column that grows row by row.</summary>
internal abstract class CellList
{
    /// <summary>A list of cells.</summary>
    /// <param name="type">Their type.</param>
    public static CellList Of(Type type) => CellTypes.Run(type, new Making());

    /// <summary>Adds a cell.</summary>
    /// <param name="value">As <see cref="CellTypes.CellOf"/> takes it.</param>
    public abstract void Add(object? value);

    /// <summary>The cells so far.</summary>
    /// <returns>Values that can be null.</returns>
    public abstract Array ToArray();

    private sealed class Making : ICellWork<CellList>
    {
        public CellList Of<T>() where T : struct => new CellList<T?>();

        public CellList OfText() => new CellList<string?>();
    }
}
