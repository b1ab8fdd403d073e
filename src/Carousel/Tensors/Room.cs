namespace Carousel.Tensors;

/// <summary>Arrays that are filled again and again.</summary>
internal static class Room
{
    /// <summary>Makes an array at least so long; what it held is lost where it grows.</summary>
    /// <typeparam name="T">Its elements.</typeparam>
    /// <param name="values">The array.</param>
    /// <param name="length">How many elements are wanted.</param>
    public static void Grow<T>(ref T[] values, int length)
    {
        if (values.Length < length)
        {
            values = new T[Math.Max(length, 2 * values.Length)];
        }
    }
}
