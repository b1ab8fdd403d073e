namespace Carousel.Data;

/// <summary>Work that is the same for cells of every type.</summary>
internal interface ICellWork<out TResult>
{
    /// <summary>The work for truth values, numbers, days or times.</summary>
    TResult Of<T>() where T : struct;

    /// <summary>The work for text.</summary>
    TResult OfText();
}
