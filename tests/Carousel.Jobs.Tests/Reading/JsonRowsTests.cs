using Carousel.Classification;
using Carousel.Data;
using Carousel.Jobs.Reading;
using Carousel.Translation;

namespace Carousel.Jobs.Tests.Reading;

/// <summary>Objects of JSON are rows of a table.</summary>
public sealed class JsonRowsTests
{
    [Theory]
    [InlineData("{\"day\": \"2024-01-01\", \"sold\": 3}\n{\"day\": \"2024-01-02\", \"sold\": null}\n\n{\"sold\": 1.5, "
        + "\"day\": \"2024-01-03\"}\n")]
    [InlineData("[\n {\"day\": \"2024-01-01\",\n  \"sold\": 3},\n {\"day\": \"2024-01-02\"}, {\"sold\": 1.5, "
        + "\"day\": \"2024-01-03\"}]")]
    public void Series_AreRead_FromLinesOrAnArray(string json)
    {
        SeriesSet set = SeriesReader.ReadCsv(new StringReader(json), "sales.jsonl");

        Assert.Equal([3, float.NaN, 1.5f], set[0].Column("sold").ToArray());
        Assert.Equal(new DateTime(2024, 1, 3), set[0].TimeAt(2));
    }

    [Fact]
    public void Texts_KeepLineBreaksAndCommas()
    {
        string json = string.Concat(Enumerable.Range(0, 8).Select(i =>
            $"{{\"text\": \"first, \\\"{i}\\\"\\nsecond\", \"label\": \"{(i % 2 == 0 ? "good" : "bad")}\"}}\n"));
        ClassData data = ClassReader.Read(new StringReader(json), "reviews.jsonl", new ClassReadOptions());

        Assert.Equal("first, \"7\"\nsecond", data.Samples[7].Text);
        Assert.Equal("bad", data.Samples[7].Label);
        Assert.DoesNotContain(data.Notes, note => note.Contains("quotation", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{\"translation\": {\"en\": \"Good day.\", \"de\": \"Guten Tag.\"}}\n")]
    [InlineData("{\"id\": \"0\", \"translation\": {\"en\": \"Good day.\", \"de\": \"Guten Tag.\"}}\n")]
    [InlineData("{\"de\": \"Guten Tag.\", \"id\": 1, \"en\": \"Good day.\"}\n")]
    public void Pairs_AreFoundByTheirNames_AlsoInside(string line)
    {
        IReadOnlyList<SentencePair> pairs = ParallelReader.Read(JobInput.OfText(line + line, "pairs.jsonl"));
        IReadOnlyList<SentencePair> array = ParallelReader.Read(JobInput.OfText($"[\n{line},{line}]", "pairs.json"));
        Assert.Equal(pairs.Select(p => p.Source), array.Select(p => p.Source));

        Assert.Equal(2, pairs.Count);
        Assert.Equal(["Good day.", "Guten Tag."], new[] { pairs[1].Source, pairs[1].Target }.Order());
        Assert.Equal(2, pairs[1].Line);
    }

    [Fact]
    public void NamesInside_DoNotReplaceThoseOutside()
    {
        string json = string.Concat(
            Enumerable.Range(0, 5).Select(i => $"{{\"x\": {i}, \"of\": {{\"x\": 9}}, \"1\": 2}}\n"));
        SeriesSet set =
            SeriesReader.ReadCsv(new StringReader(json), "x.jsonl", new ReadOptions { Targets = ["x", "of.x"] });

        Assert.Equal([0, 1, 2, 3, 4], set[0].Column(0).ToArray());
        Assert.Equal([9, 9, 9, 9, 9], set[0].Column(1).ToArray());
    }

    [Theory]
    [InlineData("{\"0\": 1, \"1\": 2}\n{\"0\": 3, \"1\": 4}\n")]
    public void NamesThatAreNumbers_AreNames(string json) => Assert.Equal(
        [2, 4], SeriesReader.ReadCsv(new StringReader(json), "x.jsonl", new ReadOptions { Targets = ["1"] })[0]
            .Column(0).ToArray());

    [Theory]
    [InlineData("{\"a\": 1}\n{\"a\": 2,}\n", 2)]
    [InlineData("{\"a\": 1}\n{\"a\": 2}\n5\n", 3)]
    [InlineData("[{\"a\": 1},\n\n{\"a\": 2}\n", 3)]
    public void Damage_IsRefused_WithItsLine(string json, int line)
    {
        string message = Assert.Throws<DataFormatException>(() =>
            SeriesReader.ReadCsv(new StringReader(json), "x.jsonl")).Message;

        Assert.StartsWith($"x.jsonl:{line}: the text after the beginning of this line is not JSON", message);
    }
}
