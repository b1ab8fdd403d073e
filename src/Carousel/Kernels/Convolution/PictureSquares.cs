using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Carousel.Kernels;

/// <summary>One square of a picture, at one vector of its channels.</summary>
/// <param name="Input">Its first place in the picture.</param>
/// <param name="Output">Where its result lies.</param>
/// <param name="Side">K: places across and down.</param>
/// <param name="Channels">From one place to the next in a row.</param>
/// <param name="Line">From one row of the picture to the next.</param>
internal readonly record struct PictureSquare(nint Input, nint Output, int Side, nint Channels, nint Line);

/// <summary>What happens to one square at one vector of its channels.</summary>
internal interface IPictureSquareMap
{
    /// <summary>Reads and writes the square.</summary>
    void Apply<V, O, A>(in PictureSquare square)
        where O : ILanes<V>
        where A : ILaneAccess<V>;
}

/// <summary>
/// Applies a map to every square of a picture, over the channels by vectors. Channels do not touch each other, so bits
/// depend on no width.
/// </summary>
internal static class PictureSquares
{
    /// <summary>Runs a map on the widest vectors there are.</summary>
    /// <typeparam name="M">A struct, so that the map becomes part of the loop.</typeparam>
    /// <param name="map">The map.</param>
    /// <param name="size">Which squares.</param>
    public static void Run<M>(in M map, PicturePoolingSize size)
        where M : struct, IPictureSquareMap
    {
        int channel = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            channel = Run<Vector512<float>, Lanes512, WholeVector<Vector512<float>, Lanes512>, M>(map, size, channel);
        }

        if (Vector256.IsHardwareAccelerated)
        {
            channel = Run<Vector256<float>, Lanes256, WholeVector<Vector256<float>, Lanes256>, M>(map, size, channel);
        }

        channel = Run<Vector128<float>, Lanes128, WholeVector<Vector128<float>, Lanes128>, M>(map, size, channel);
        Run<Vector128<float>, Lanes128, SingleValue, M>(map, size, channel);
    }

    /// <summary>
    /// All squares at as many of the channels left as fill whole vectors; squares that overlap come in their order.
    /// </summary>
    /// <returns>The first channel not run.</returns>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static int Run<V, O, A, M>(M map, PicturePoolingSize size, int channelFrom)
        where O : ILanes<V>
        where A : ILaneAccess<V>
        where M : struct, IPictureSquareMap
    {
        (int C, int K, int columns) = (size.Input.Channels, size.KernelSize, size.Output.Width);
        int channelTo = C - ((C - channelFrom) % A.Count);
        if (channelTo == channelFrom)
        {
            return channelFrom;
        }

        nint line = (nint)size.Input.Width * C, output = 0;
        for (int row = 0; row < size.Output.Height; row++)
        {
            nint input = row * size.Stride * line;
            for (int column = 0; column < columns; column++, input += (nint)size.Stride * C, output += C)
            {
                for (int channel = channelFrom; channel < channelTo; channel += A.Count)
                {
                    map.Apply<V, O, A>(new PictureSquare(input + channel, output + channel, K, C, line));
                }
            }
        }

        return channelTo;
    }
}
