using Carousel.Data;
using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Tests.Reading;

public sealed class AheadColumnTests
{
    [Fact]
    public void AColumnThatGoesOnWhereTheTargetEnds_IsSuggested()
    {
        Assert.Contains(
            "Some columns have values there: pass --known promo to forecast with them.", Read(known: []).Notes);
        Assert.DoesNotContain(Read(known: ["promo"]).Notes, n => n.Contains("--known", StringComparison.Ordinal));
    }

    /// <summary>Two days without sales at the end; a promotion is planned, remarks and stock are not known.</summary>
    private static SeriesSet Read(string[] known)
    {
        IEnumerable<string> lines = Enumerable.Range(0, 40).Select(day =>
        {
            string sales = day < 38 ? $"{day % 7}" : "", stock = day < 38 ? $"{50 - day}" : "";
            return $"{new DateTime(2024, 1, 1).AddDays(day):yyyy-MM-dd},{stock},{(day % 3 == 0 ? "yes" : "no")},"
                + $"same,{sales}";
        });
        string text = string.Join('\n', lines.Prepend("date,stock,promo,remark,sales"));
        return SeriesReader.ReadCsv(
            new StringReader(text), "sales.csv", new ReadOptions { Targets = ["sales"], Known = known });
    }
}
