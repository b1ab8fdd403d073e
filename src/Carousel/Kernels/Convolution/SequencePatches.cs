namespace Carousel.Kernels;

/// <summary>
/// The steps seen from packed rows, side by side: row n of the patches holds F values of each of K steps, zeros where
/// the sequence has no such step.
/// </summary>
internal readonly unsafe ref struct SequencePatches
{
    private readonly ReadOnlySpan<int> _rowStart;
    private readonly ReadOnlySpan<int> _order;
    private readonly ReadOnlySpan<float> _state;
    private readonly int _features;
    private readonly int _first;
    private readonly int _spacing;

    /// <summary>States which steps are seen.</summary>
    /// <param name="rows">How the rows lie.</param>
    /// <param name="state">[B, S·F] in the caller's order: the S steps before the first, the oldest first; empty for
    /// zeros.</param>
    /// <param name="features">F.</param>
    /// <param name="first">From a step to the first that it sees; negative for one before, then −S.</param>
    /// <param name="spacing">From a seen step to the next in the patch; negative to go back in time.</param>
    public SequencePatches(PackedLayout rows, ReadOnlySpan<float> state, int features, int first, int spacing)
    {
        (_features, _first, _spacing) = (features, first, spacing);
        _rowStart = rows.RowStart;
        _order = rows.Order;
        _state = state;
    }

    /// <summary>Columns of the patches of some rows.</summary>
    /// <param name="x">[N, F].</param>
    /// <param name="step">The step of the rows.</param>
    /// <param name="row">The first row.</param>
    /// <param name="count">How many rows, all of that step.</param>
    /// <param name="from">First column.</param>
    /// <param name="to">One after the last.</param>
    /// <param name="patches">At the first row and column; overwritten.</param>
    /// <param name="stride">From one row of the patches to the next.</param>
    public void Unfold(float* x, int step, int row, int count, int from, int to, float* patches, nint stride)
    {
        for (int tap = from / _features; tap * _features < to; tap++)
        {
            int begin = Math.Max(from, tap * _features), width = Math.Min(to, (tap + 1) * _features) - begin,
                inside = begin - (tap * _features);
            int seen = step + _first + (tap * _spacing), place = row - _rowStart[step];
            float* target = patches + (begin - from);
            int there = (uint)seen < (uint)(_rowStart.Length - 1)
                ? Math.Clamp(_rowStart[seen + 1] - _rowStart[seen] - place, 0, count)
                : 0;
            if (there > 0)
            {
                float* source = x + ((nint)(_rowStart[seen] + place) * _features) + inside;
                for (int r = 0; r < there; r++)
                {
                    MatrixProduct.Copy(source + ((nint)r * _features), target + (r * stride), width);
                }
            }

            for (int r = there; r < count; r++)
            {
                var values = new Span<float>(target + (r * stride), width);
                if (seen < 0 && !_state.IsEmpty)
                {
                    int own = _order[place + r] * -_first;
                    _state.Slice(((own + seen - _first) * _features) + inside, width).CopyTo(values);
                }
                else
                {
                    values.Clear();
                }
            }
        }
    }

    /// <summary>All columns of the patches of neighbouring rows of any steps.</summary>
    /// <param name="x">[N, F].</param>
    /// <param name="step">A step not after that of the first row; the step of the last row when done.</param>
    /// <param name="row">The first row.</param>
    /// <param name="count">How many rows.</param>
    /// <param name="patches">[count, K·F], overwritten.</param>
    /// <param name="width">K·F.</param>
    public void Unfold(float* x, ref int step, int row, int count, float* patches, int width)
    {
        while (count > 0)
        {
            while (_rowStart[step + 1] <= row)
            {
                step++;
            }

            int rows = Math.Min(count, _rowStart[step + 1] - row);
            Unfold(x, step, row, rows, 0, width, patches, width);
            (row, count) = (row + rows, count - rows);
            patches += (nint)rows * width;
        }
    }
}
