using System.Globalization;
using Carousel.Jobs.Measuring;
using Carousel.Survival;
using Carousel.Tensors;

namespace Carousel.Jobs.Tests.Survival;

/// <summary>The figures of the guide on a table without sequences: tenure is the time, churn the event.</summary>
public sealed class TelcoTableTests
{
    private const string File = "../shared/data/telco_churn/Telco-Customer-Churn.csv";

    [Fact]
    [Trait("Speed", "Slow")]
    public void Telco_IsDescribedByAgeAndStaticColumns()
    {
        string? path = Find();
        Assert.SkipWhen(path is null, "The table is not here.");
        string[][] lines = [.. System.IO.File.ReadAllLines(path!).Where(l => l.Length > 0).Select(l => l.Split(','))];
        string[] header = lines[0];
        int tenure = Array.IndexOf(header, "tenure"), churn = Array.IndexOf(header, "Churn"),
            charges = Array.IndexOf(header, "MonthlyCharges");
        string[][] rows = [.. lines.Skip(1).Where(r => Whole(r[tenure]) >= 1)];
        int[] categories =
        [
            .. Enumerable.Range(1, header.Length - 2)
                .Where(c => c != tenure && c != charges && header[c] != "TotalCharges"),
        ];
        string[][] values =
        [
            .. categories.Select(
                c => rows.Select(r => r[c]).Distinct().Order(StringComparer.Ordinal).Skip(1).ToArray()),
        ];
        float[] Features(string[] row) =>
            [
                .. categories.SelectMany((c, i) => values[i].Select(v => row[c] == v ? 1f : 0f)),
                (float.Parse(row[charges], CultureInfo.InvariantCulture) - 65) / 30,
            ];
        SurvivalOutcome Outcome(string[] row) => new(Whole(row[tenure]), row[churn] == "Yes");

        int[] order = new int[rows.Length];
        new CounterRandom(0, CounterRandom.Purpose("parts of customers")).Permutation(0, order);
        string[][] training = [.. order.Take(rows.Length * 4 / 5).Select(i => rows[i])],
            test = [.. order.Skip(rows.Length * 4 / 5).Select(i => rows[i])];
        var months = new List<LogisticRow>();
        var leaves = new List<bool>();
        foreach (string[] row in training)
        {
            float[] features = Features(row);
            SurvivalOutcome outcome = Outcome(row);
            for (int k = 1; k <= outcome.Time; k++)
            {
                months.Add(Row([.. features, .. Month(k)]));
                leaves.Add(outcome.Leaves && k == outcome.Time);
            }
        }

        var start = LogisticRegression.OfShare(months[0].Places.Length, leaves.Count(l => l), leaves.Count);
        var model = LogisticRegression.Fit(start, months, leaves, 1e-5 * months.Count, 1e-12);
        var survival = new double[test.Length, 72];
        for (int i = 0; i < test.Length; i++)
        {
            float[] features = Features(test[i]);
            double stays = 1;
            for (int k = 1; k <= 72; k++)
            {
                survival[i, k - 1] = stays *= 1 - model.Probability(Row([.. features, .. Month(k)]));
            }
        }

        SurvivalOutcome[] outcomes = [.. test.Select(Outcome)];
        var curve = KaplanMeier.Of([.. rows.Select(Outcome)]);
        Assert.Equal(
            [0.843, 0.789, 0.709, 0.593], new[] { 12, 24, 48, 72 }.Select(k => Math.Round(curve.Survival(k), 3)));
        Assert.Equal(0.866, Concordance.Antolini(outcomes, survival), 2);
        Assert.Equal(0.093, BrierScore.Over(outcomes, survival)[23], 2);
    }

    private static LogisticRow Row(float[] values) =>
        new([.. Enumerable.Range(0, values.Length)], [.. values.Select(v => (double)v)]);

    private static float[] Month(int k) => [k == 1 ? 1 : 0, (float)Math.Log(k), k / 72f];

    private static int Whole(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static string? Find()
    {
        for (string? folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (System.IO.File.Exists(Path.Combine(folder, File)))
            {
                return Path.Combine(folder, File);
            }
        }

        return null;
    }
}
