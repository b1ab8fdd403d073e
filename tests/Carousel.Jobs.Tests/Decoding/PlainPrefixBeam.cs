using Carousel.Jobs.Decoding;

namespace Carousel.Jobs.Tests.Decoding;

/// <summary>
/// The search over prefixes by its definition: every prefix of every step is an entry of a table, and all of them
/// are sorted.
/// </summary>
internal sealed class PlainPrefixBeam(int classes, int width)
{
    private List<Entry> _live = [new Entry([]) { Blank = 0, BestBlank = 0 }];
    private int _step;

    public IEnumerable<(int[] Labels, AlignedLabel[] Path, double LogProbability)> Hypotheses =>
        _live.Select(e => (e.Labels, e.Path, e.All)).OrderByDescending(e => e.All);

    public void Step(ReadOnlySpan<float> scores)
    {
        var y = new double[classes];
        CtcScores.Normalize(scores, y);
        var found = new Dictionary<string, Entry>();
        var order = new List<Entry>();
        Entry Of(int[] labels)
        {
            string key = string.Join(' ', labels);
            if (!found.TryGetValue(key, out Entry? entry))
            {
                order.Add(found[key] = entry = new Entry(labels));
            }

            return entry;
        }

        foreach (Entry from in _live)
        {
            int last = from.Labels.Length == 0 ? 0 : from.Labels[^1];
            Entry same = Of(from.Labels);
            same.AddBlank(from.All + y[0], from.Best + y[0], from.Path);
            if (last > 0)
            {
                same.AddLabel(
                    from.Label + y[last], from.BestLabel + y[last],
                    from.BestLabel > double.NegativeInfinity
                        ? [.. from.LabelPath[..^1], from.LabelPath[^1] with { Last = _step }]
                        : []);
            }

            for (int c = 1; c < classes; c++)
            {
                bool repeats = c == last;
                if (!repeats || from.Blank > double.NegativeInfinity)
                {
                    Of([.. from.Labels, c]).AddLabel(
                        (repeats ? from.Blank : from.All) + y[c], (repeats ? from.BestBlank : from.Best) + y[c],
                        [.. repeats ? from.BlankPath : from.Path, new AlignedLabel(c, _step, _step)]);
                }
            }
        }

        _live =
        [
            .. order.OrderByDescending(e => e.All).Take(width)
                .TakeWhile((e, k) => k == 0 || e.All >= double.MinValue),
        ];
        _step++;
    }

    private sealed class Entry(int[] labels)
    {
        public int[] Labels => labels;

        public double Blank { get; set; } = double.NegativeInfinity;

        public double Label { get; private set; } = double.NegativeInfinity;

        public double BestBlank { get; set; } = double.NegativeInfinity;

        public double BestLabel { get; private set; } = double.NegativeInfinity;

        public AlignedLabel[] BlankPath { get; private set; } = [];

        public AlignedLabel[] LabelPath { get; private set; } = [];

        public double All => CtcScores.Add(Blank, Label);

        public double Best => Math.Max(BestBlank, BestLabel);

        public AlignedLabel[] Path => BestLabel > BestBlank ? LabelPath : BlankPath;

        public void AddBlank(double sum, double best, AlignedLabel[] path)
        {
            Blank = CtcScores.Add(Blank, sum);
            (BestBlank, BlankPath) = best > BestBlank ? (best, path) : (BestBlank, BlankPath);
        }

        public void AddLabel(double sum, double best, AlignedLabel[] path)
        {
            Label = CtcScores.Add(Label, sum);
            (BestLabel, LabelPath) = best > BestLabel ? (best, path) : (BestLabel, LabelPath);
        }
    }
}
