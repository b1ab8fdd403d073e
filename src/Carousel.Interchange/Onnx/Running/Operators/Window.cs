using Carousel.Interchange.Onnx.Reading;

namespace Carousel.Interchange.Onnx.Running.Operators;

/// <summary>How a window moves over sequences or pictures: what convolutions and poolings have in common.</summary>
internal sealed class Window
{
    private readonly OnnxNode _node;
    private readonly string _auto;
    private readonly int[]? _sizes;
    private readonly int[]? _pads;
    private readonly int[]? _strides;
    private readonly int[]? _dilations;
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

        _sizes = node.Wholes("kernel_shape") ?? (pools ? throw node.Wrong("lacks its kernel_shape.") : null);
        (_pads, _strides, _dilations) = (node.Wholes("pads"), node.Wholes("strides"), node.Wholes("dilations"));
        _roundsUp = pools && node.Switch("ceil_mode");
        if (IsBelow(_strides, 1) || IsBelow(_dilations, 1) || IsBelow(_sizes, 1) || IsBelow(_pads, 0))
        {
            throw node.Wrong("has a window, step or padding below what can be.");
        }
    }

    /// <summary>Where the windows of sequences or pictures lie.</summary>
    /// <param name="lengths">Places of each axis that the window moves along: one, time, or two, rows and
    /// columns.</param>
    /// <param name="kernel">Places of the weights along each; null for a pooling.</param>
    /// <returns>One an axis.</returns>
    public WindowAxis[] Over(int[] lengths, int[]? kernel)
    {
        if (lengths.Length is not (1 or 2))
        {
            throw _node.NotTaken(
                $"works on {lengths.Length} axes behind batch and channels; Carousel runs this operator over the time "
                + $"of sequences and over pictures.");
        }

        Require(_sizes, lengths.Length, "kernel_shape");
        Require(_strides, lengths.Length, "strides");
        Require(_dilations, lengths.Length, "dilations");
        Require(_pads, 2 * lengths.Length, "pads");
        WindowAxis[] axes =
        [
            .. Enumerable.Range(0, lengths.Length)
                .Select(axis => Along(axis, lengths[axis], kernel?[axis], lengths.Length)),
        ];
        return axes.Aggregate(1L, (size, axis) => size * axis.Size) <= int.MaxValue
            ? axes
            : throw _node.Wrong("has a window of more places than a tensor has room for.");
    }

    private WindowAxis Along(int axis, int length, int? kernel, int axes)
    {
        int size = kernel ?? _sizes![axis], stride = _strides?[axis] ?? 1, dilation = _dilations?[axis] ?? 1;
        if (_sizes is { } said && said[axis] != size)
        {
            throw _node.Wrong($"has kernel_shape = {said[axis]}, but its weights have {size} places.");
        }

        long span = ((size - 1L) * dilation) + 1, before = _pads?[axis] ?? 0,
            padded = length + before + (_pads?[axis + axes] ?? 0);
        if (_auto.StartsWith("SAME", StringComparison.Ordinal))
        {
            long wanted = (length + stride - 1L) / stride, added = Math.Max(0, ((wanted - 1) * stride) + span - length);
            before = _auto == "SAME_UPPER" ? added / 2 : added - (added / 2);
            padded = length + added;
        }
        else if (_auto == "VALID")
        {
            (before, padded) = (0, length);
        }

        long room = padded - span, count = room < 0 ? 0 : ((room + (_roundsUp ? stride - 1L : 0)) / stride) + 1;
        if (_roundsUp && count > 1 && (count - 1) * stride >= length + before)
        {
            // A window that would begin behind the end.
            count--;
        }

        return count > int.MaxValue || before > int.MaxValue
            ? throw _node.Wrong("asks for more windows than a tensor has room for.")
            : new WindowAxis(length, size, (int)before, (int)count, stride, dilation, padded);
    }

    private void Require(int[]? values, int count, string name)
    {
        if (values is not null && values.Length != count)
        {
            throw _node.Wrong($"has {name} = [{OnnxTensor.Text(values)}], where {count} numbers are expected.");
        }
    }

    private static bool IsBelow(int[]? values, int least) => values?.Any(v => v < least) == true;
}
