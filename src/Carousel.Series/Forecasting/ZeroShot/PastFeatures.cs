using static Carousel.Forecasting.ZeroShotShape;

namespace Carousel.Forecasting;

/// <summary>
/// The inputs of the network for one series: the patches of its past, facts of the whole, and the bases of each origin.
/// One object serves one series after another without allocating.
/// </summary>
internal sealed class PastFeatures
{
    private const float MostFact = 6, LeastUnit = 0.02f;

    private readonly PastValues _past = new();
    private readonly PastSeasons _seasons = new();
    private readonly PastBases _bases = new();
    private readonly float[] _facts = new float[Facts + BaseErrors];

    /// <summary>The past without unit.</summary>
    public PastValues Past => _past;

    /// <summary>The unit of errors and differences: the least mean absolute difference at lag 1 or a season,
    /// plus 0.02; a season whose difference is 0 is skipped.</summary>
    public float Unit { get; private set; }

    /// <summary>The facts, then the errors of the bases: [<see cref="Facts"/> + <see cref="BaseErrors"/>].</summary>
    public ReadOnlySpan<float> Summary => _facts;

    /// <summary>Reads a series.</summary>
    /// <param name="values">Whole patches, NaN where a value is missing.</param>
    /// <param name="end">The first row after the part that is summarized.</param>
    /// <param name="seasons">Lengths that the frequency of the rows suggests, ascending; empty for none.</param>
    /// <param name="older">The rows before the values.</param>
    /// <returns>False where nothing before the end is known.</returns>
    public bool Read(
        ReadOnlySpan<float> values, int end, ReadOnlySpan<int> seasons = default, ReadOnlySpan<float> older = default)
    {
        if (!_past.Read(values, end, older))
        {
            return false;
        }

        _seasons.Find(_past, seasons);
        _bases.Fit(_past, _seasons);
        float one = Difference(1), far = Difference(_seasons.Long), near = Difference(_seasons.Short);
        Unit = Math.Min(one, Math.Min(far > 0 ? far : one, near > 0 ? near : one)) + LeastUnit;
        ReadOnlySpan<float> facts =
        [
            MathF.Log(_seasons.Long) / 3, MathF.Log(_seasons.Short) / 3, _seasons.LongStrength,
            _seasons.ShortStrength, MathF.Log(Unit), MathF.Log(_past.Length / 100f), MathF.Asinh(_past.Least),
            MathF.Asinh(_past.Most), _past.ShareOfZeros, _past.IsWhole && _past.Scale < 50 ? 1 : 0,
            _past.IsNonNegative ? 1 : 0,
            _past.IsNonNegative ? MathF.Asinh((float)(-_past.Median / _past.Scale)) : 0, (one / Unit) - 1,
            (far / Unit) - 1, (near / Unit) - 1, _seasons.Long == _seasons.Short ? 1 : 0,
        ];
        for (int k = 0; k < Facts; k++)
        {
            _facts[k] = Math.Clamp(facts[k], -MostFact, MostFact);
        }

        for (int k = 0; k < BaseErrors; k++)
        {
            float error = _bases.Errors[k];
            _facts[Facts + k] = float.IsNaN(error)
                ? 0 : Math.Clamp(MathF.Log((error + LeastUnit) / Unit), -MostFact, MostFact);
        }

        return true;
    }

    /// <summary>Writes the input of the recurrent layer at a patch.</summary>
    /// <param name="patch">Which patch of the series.</param>
    /// <param name="inputs">[<see cref="Inputs"/>].</param>
    public void WritePatch(int patch, Span<float> inputs)
    {
        int first = patch * Patch;
        float last = _past[first - 1];
        for (int p = 0; p < Patch; p++)
        {
            int row = first + p;
            float value = _past[row];
            inputs[p] = MathF.Asinh(value);
            inputs[Patch + p] = MathF.Asinh((value - last) / Unit);
            inputs[(2 * Patch) + p] = Since(row, _seasons.Long);
            inputs[(3 * Patch) + p] = Since(row, _seasons.Short);
            inputs[(4 * Patch) + p] = _past.IsKnown(row) ? 1 : 0;
        }

        inputs[5 * Patch] = first - _seasons.Long >= _past.First ? 1 : 0;
        inputs[(5 * Patch) + 1] = first - _seasons.Short >= _past.First ? 1 : 0;
        _facts.AsSpan(0, Facts).CopyTo(inputs[PatchInputs..]);
    }

    /// <summary>Writes what the network reads and mixes of the patches after an origin.</summary>
    /// <param name="origin">The first row that is forecast.</param>
    /// <param name="ahead">[<see cref="PatchesAhead"/>, <see cref="AheadInputs"/>].</param>
    /// <param name="bases">[<see cref="PatchesAhead"/>, <see cref="Bases"/>, <see cref="Patch"/>]: the bases, in units
    /// of <see cref="Unit"/> from the levels; NaN for one that is not there.</param>
    /// <param name="levels">[<see cref="Horizon"/>]: the mean of up to six long seasons back, or the mean of the last
    /// eight values where no season is there.</param>
    public void WriteAhead(int origin, Span<float> ahead, Span<float> bases, Span<float> levels)
    {
        Span<float> forecasts = stackalloc float[Bases * Horizon];
        _bases.Forecast(origin, Horizon, forecasts);
        forecasts.Slice((_bases.IsThere(2, origin) ? 2 : 6) * Horizon, Horizon).CopyTo(levels);
        for (int patch = 0; patch < PatchesAhead; patch++)
        {
            Span<float> row = ahead.Slice(patch * AheadInputs, AheadInputs);
            for (int number = 0; number < Bases; number++)
            {
                bool isThere = _bases.IsThere(number, origin);
                for (int p = 0; p < Patch; p++)
                {
                    int h = (patch * Patch) + p, at = (number * Patch) + p;
                    float value = (forecasts[(number * Horizon) + h] - levels[h]) / Unit;
                    bases[(patch * Bases * Patch) + at] = isThere ? value : float.NaN;
                    row[at] = isThere ? MathF.Asinh(value) : 0;
                }

                row[(Bases * Patch) + Patch + number] = isThere ? 1 : 0;
            }

            for (int p = 0; p < Patch; p++)
            {
                row[(Bases * Patch) + p] = MathF.Asinh(levels[(patch * Patch) + p]);
            }

            for (int k = 0; k < PatchesAhead; k++)
            {
                row[(Bases * Patch) + Patch + Bases + k] = k == patch ? 1 : 0;
            }
        }
    }

    /// <summary>Writes what is to be forecast from an origin, in the units of the bases.</summary>
    /// <param name="origin">The first row that is forecast.</param>
    /// <param name="levels">[<see cref="Horizon"/>]: as <see cref="WriteAhead"/> wrote them.</param>
    /// <param name="targets">[<see cref="Horizon"/>]; NaN where a value is missing.</param>
    public void WriteTargets(int origin, ReadOnlySpan<float> levels, Span<float> targets)
    {
        for (int h = 0; h < Horizon; h++)
        {
            targets[h] = (_past.Target(origin + h) - levels[h]) / Unit;
        }
    }

    private float Since(int row, int season) =>
        row - season >= _past.First ? MathF.Asinh((_past[row] - _past[row - season]) / Unit) : 0;

    // The mean absolute difference between values at a lag; 0 where the past is shorter.
    private float Difference(int lag)
    {
        double sum = 0;
        for (int row = _past.First + lag; row < _past.End; row++)
        {
            sum += Math.Abs(_past[row] - _past[row - lag]);
        }

        return (float)(sum / Math.Max(_past.Length - lag, 1));
    }
}
