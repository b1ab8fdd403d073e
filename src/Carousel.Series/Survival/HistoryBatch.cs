using Carousel.Data;

namespace Carousel.Survival;

/// <summary>
/// Histories as one batch: scaled features, and for each period and each of the next K whether the customer leaves in
/// it, stays, or is no longer at risk or observed.
/// </summary>
/// <param name="features">F.</param>
/// <param name="horizon">K.</param>
/// <param name="scale">How features are scaled.</param>
/// <param name="baseline">The log odds [L, K] of a customer from which the network goes on; null for none.</param>
internal sealed class HistoryBatch(
    int features, int horizon, FeatureScale scale, Func<CustomerHistory, float[]>? baseline = null)
{
    // The next period counts twice as much as all later ones together: they are farther away and know less of what
    // happened last.
    private const float LaterShare = 0.5f;

    private readonly float _laterWeight = LaterWeight(horizon);
    private float[] _targets = [], _weights = [], _baseline = [];

    public SequenceBatch Sequences { get; } = new(features);

    /// <summary>[N, K]: 1 leaves, 0 stays, NaN has no part in the likelihood.</summary>
    public ReadOnlySpan<float> Targets => _targets.AsSpan(0, Sequences.Packing.Rows * horizon);

    /// <summary>[N, K]: how much each counts.</summary>
    public ReadOnlySpan<float> Weights => _weights.AsSpan(0, Sequences.Packing.Rows * horizon);

    /// <summary>Whether a baseline tells the log odds from which the network goes on.</summary>
    public bool HasBaseline => baseline is not null;

    /// <summary>[N, K]: those log odds.</summary>
    public ReadOnlySpan<float> Baseline => _baseline.AsSpan(0, Sequences.Packing.Rows * horizon);

    /// <summary>How much each period after the next one counts.</summary>
    public static float LaterWeight(int horizon) => LaterShare / Math.Max(1, horizon - 1);

    /// <summary>The weights of all targets that are known.</summary>
    public double KnownWeight { get; private set; }

    public void Fill(IReadOnlyList<CustomerHistory> histories)
    {
        Sequences.Begin([.. histories.Select(h => h.Length)]);
        int rows = Sequences.Packing.Rows;
        if (_targets.Length < rows * horizon)
        {
            _targets = new float[2 * rows * horizon];
            _weights = new float[_targets.Length];
            _baseline = new float[HasBaseline ? _targets.Length : 0];
            for (int i = 0; i < _weights.Length; i++)
            {
                _weights[i] = i % horizon == 0 ? 1 : _laterWeight;
            }
        }

        KnownWeight = 0;
        for (int b = 0; b < histories.Count; b++)
        {
            CustomerHistory history = histories[b];
            Sequences.SetSequence(b, scale.Apply(history));
            float[]? odds = baseline?.Invoke(history);
            for (int t = 0; t < history.Length; t++)
            {
                odds?.AsSpan(t * horizon, horizon)
                    .CopyTo(_baseline.AsSpan(Sequences.Packing.Row(b, t) * horizon, horizon));
                SurvivalOutcome outcome = history.After(t);
                Span<float> row = _targets.AsSpan(Sequences.Packing.Row(b, t) * horizon, horizon);
                for (int k = 1; k <= horizon; k++)
                {
                    row[k - 1] = k > outcome.Time ? float.NaN : outcome.Leaves && k == outcome.Time ? 1 : 0;
                }

                int known = Math.Min(horizon, outcome.Time);
                KnownWeight += known == 0 ? 0 : 1 + ((known - 1) * (double)_laterWeight);
            }
        }
    }
}
