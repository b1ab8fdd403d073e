using System.Runtime.InteropServices;

namespace Carousel.Interchange.Onnx.Running;

/// <summary>
/// Copies values that lie at regular distances: what turning, spreading, cutting and repeating have in common.
/// </summary>
internal static class StridedCopy
{
    /// <summary>y[i…] = x[offset + Σ i·stride].</summary>
    /// <param name="call">Makes y.</param>
    /// <param name="x">The source.</param>
    /// <param name="dims">The sizes of y.</param>
    /// <param name="strides">How far apart neighbours of each of y's axes lie in x.</param>
    /// <param name="offset">Where y's first value lies in x.</param>
    public static OnnxTensor Run(NodeCall call, OnnxTensor x, int[] dims, int[] strides, int offset = 0)
    {
        FreshTensor y = call.New(x.Type, dims);
        var walk = new StridedWalk(dims, strides, strides);
        switch (y.Bytes.Length == 0 ? 0 : x.Type.Size())
        {
            case 1: Copy<byte>(x, y.Bytes, walk, offset); break;
            case 2: Copy<ushort>(x, y.Bytes, walk, offset); break;
            case 4: Copy<uint>(x, y.Bytes, walk, offset); break;
            case 8: Copy<ulong>(x, y.Bytes, walk, offset); break;
            default: break;
        }

        return y.Done;
    }

    private static void Copy<T>(OnnxTensor x, Span<byte> y, StridedWalk walk, int offset)
        where T : unmanaged
    {
        ReadOnlySpan<T> from = MemoryMarshal.Cast<byte, T>(x.Bytes);
        Span<T> to = MemoryMarshal.Cast<byte, T>(y);
        for (int row = 0; row < walk.Rows; row++)
        {
            Span<T> target = to.Slice(row * walk.Row, walk.Row);
            int at = offset + walk.FirstStart;
            if (walk.FirstStep == 1)
            {
                from.Slice(at, walk.Row).CopyTo(target);
            }
            else if (walk.FirstStep == 0)
            {
                target.Fill(from[at]);
            }
            else
            {
                for (int i = 0; i < target.Length; i++)
                {
                    target[i] = from[at + (i * walk.FirstStep)];
                }
            }

            walk.Next();
        }
    }
}
