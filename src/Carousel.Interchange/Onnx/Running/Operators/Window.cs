using Carousel.Interchange.Onnx.Reading;

namespace Carousel.Interchange.Onnx.Running.Operators;

/// <summary>How a window of one axis moves over a sequence: what convolutions and poolings have in common.</summary>
internal sealed class Window
{
    private readonly OnnxNode _node;
    private readonly string _auto;
    private readonly int[] _pads;
    private readonly int? _size;
    private readonly bool _roundsUp;

    /// <summary>Reads the attributes.</summary>
    public Window(OnnxNode node, bool pools)
    {
        _node = node;
        _auto = node.Word("auto_pad", "NOTSET");
        if (_auto is not ("NOTSET" or "VALID" or "SAME_UPPER" or "SAME_LOWER"))
        {
            throw node.Wrong($"has auto_pad = '{_auto}', where NOTSET, VALID, SAME_UPPER or SAME_LOWER is expected.");
        }

        _size = node.Wholes("kernel_shape") is { } shape ? One(shape, 1, "kernel_shape")[0] : pools ? throw node.Wrong("lacks its kernel_shape.") : null;
        _pads = One(node.Wholes("pads") ?? [0, 0], 2, "pads");
        Stride = One(node.Wholes("strides") ?? [1], 1, "strides")[0];
        Dilation = One(node.Wholes("dilations") ?? [1], 1, "dilations")[0];
        _roundsUp = pools && node.Switch("ceil_mode");
        if (Stride < 1 || Dilation < 1 || _size < 1 || _pads.Any(p => p < 0))
        {
            throw node.Wrong("has a window, step or padding below what can be.");
        }
    }

    /// <summary>Steps between windows.</summary>
    public int Stride { get; }

    /// <summary>Steps between the places of a window.</summary>
    public int Dilation { get; }

    /// <summary>Where the windows of a sequence lie.</summary>
    /// <param name="length">Steps of the sequence.</param>
    /// <param name="kernel">Places of the weights; null for a pooling.</param>
    /// <returns>Places of a window, steps before the sequence, and how many windows there are.</returns>
    public (int Size, int Before, int Count) Over(int length, int? kernel)
    {
        int size = kernel ?? _size!.Value;
        if (_size is { } said && said != size)
        {
            throw _node.Wrong($"has kernel_shape = {said}, but its weights have {size} places.");
        }

        long span = ((size - 1L) * Dilation) + 1, before = _pads[0], padded = length + (long)_pads[0] + _pads[1];
        if (_auto.StartsWith("SAME", StringComparison.Ordinal))
        {
            long wanted = (length + Stride - 1L) / Stride, added = Math.Max(0, ((wanted - 1) * Stride) + span - length);
            before = _auto == "SAME_UPPER" ? added / 2 : added - (added / 2);
            padded = length + added;
        }
        else if (_auto == "VALID")
        {
            (before, padded) = (0, length);
        }

        long room = padded - span, count = room < 0 ? 0 : ((room + (_roundsUp ? Stride - 1L : 0)) / Stride) + 1;
        if (_roundsUp && count > 1 && (count - 1) * Stride >= length + before)
        {
            // A window that would begin behind the end.
            count--;
        }

        return count > int.MaxValue || before > int.MaxValue ? throw _node.Wrong("asks for more windows than a tensor has room for.") : (size, (int)before, (int)count);
    }

    private int[] One(int[] values, int count, string name) => values.Length == count
        ? values
        : throw _node.NotTaken($"works on {values.Length / count} axes ({name} = [{OnnxTensor.Text(values)}]); Carousel runs this operator over one axis, the time of a sequence.");
}
