using Carousel.Captioning;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Tests.Forecasting;

namespace Carousel.Jobs.Tests.Captioning;

public sealed class CaptionDataTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Table_IsRead_WithSeveralSentencesAndGroups_AndAsJson()
    {
        Make("a.png", "b.png");
        CaptionedPicture[] tabs =
        [
            .. CaptionReader.Read(Table("a.png\tOne.\tg\nb.png\tTwo.\tg\n\na.png\tThree.\tg\n")),
        ];
        Assert.Equal(["a.png", "b.png"], tabs.Select(p => p.Name));
        Assert.Equal(["One.", "Three."], tabs[0].Sentences);
        Assert.Equal("g", tabs[1].Group);
        CaptionedPicture json = Assert.Single(CaptionReader.Read(Table(
            "{\"picture\": \"b.png\", \"sentence\": \"Two.\"}\n")));
        Assert.Equal(("b.png", "Two."), (json.Group, json.Sentences[0]));
    }

    [Theory]
    [InlineData("image,caption\na.png,\"One, two.\"\na.png,Three.\n")]
    [InlineData("a.png#0\tOne, two.\na.png#1\tThree.\n")]
    [InlineData("image_name| comment_number| comment\na.jpg| 0| One, two.\na.jpg| 1| Three.\n")]
    public void TablesOfCorpora_AreRead(string table)
    {
        Make("a.png");
        CaptionedPicture picture = Assert.Single(CaptionReader.Read(Table(table)));
        Assert.Equal(("a.png", "a.png"), (picture.Name, picture.Group));
        Assert.Equal(["One, two.", "Three."], picture.Sentences);
    }

    [Fact]
    public void OnlyPicturesThatCannotBeRead_WereConverted()
    {
        Make("a.png", "b.PNG", "b.png");
        Assert.Equal(
            ["a.png", "b.PNG"],
            CaptionReader.Read(Table("a.jpg\tOne.\nb.PNG\tTwo.\n")).Select(p => p.Name));
    }

    [Fact]
    public void TheFirstNameOfAColumn_IsTaken()
    {
        Make("a.png");
        CaptionedPicture picture = Assert.Single(
            CaptionReader.Read(Table("text,file,image,caption\nx,y,a.png,One.\n")));
        Assert.Equal(("a.png", "One."), (picture.Name, picture.Sentences[0]));
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("a.png One.\n", ":1: the line has 0 tabs. Write the name of a picture, a tab and a sentence")]
    [InlineData("a.png\tOne.\na.png\t\n", ":2: a line has a picture, a sentence and perhaps a group, but one")]
    [InlineData("image,caption\na.png,One.\na.png,\n", ":3: a line has a picture, a sentence and perhaps")]
    [InlineData("image,caption,group\na.png,One.,\n", ":2: a line has a picture, a sentence and perhaps a group")]
    [InlineData("a.jpg\tOne.\n/a.jpg\tTwo.\n", ":2:1: '/a.jpg' leads out of")]
    [InlineData("../a.jpg\tOne.\n", ":1:1: '../a.jpg' leads out of")]
    [InlineData("a.png\tOne.\nx.png\tTwo.\n", ":2:1: there is no picture 'x.png'")]
    [InlineData("../a.png\tOne.\n", ":1:1: '../a.png' leads out of")]
    [InlineData(
        "a.png\tOne.\na.png\tTwo.\tg\n", ":2:3: the picture 'a.png' belongs to the group 'g' here, but to 'a.png'")]
    [InlineData("{\"picture\": \"a.png\"}\n", "has no sentence in its first line. A line is such as {\"picture\"")]
    [InlineData("{\"picture\": \"a.png\", \"sentence\": [\"One.\", \"Two.\"]}\n", "has no sentence in its first line")]
    [InlineData("{\"file_name\": \"a.png\", \"text\": \"One.\"}\n{\"file_name\": \"a.png\"}\n", ":2: a line has a")]
    [InlineData("{\"picture\"\n", ":1: the text after the beginning of this line is not JSON")]
    public void Table_SaysWhatIsWrong(string table, string part)
    {
        Make("a.png");
        string path = Table(table);
        Assert.Contains(
            part, Assert.Throws<DataFormatException>(() => CaptionReader.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FewPictures_AreLearnedInMoreEpochs_GeneratedScenesInThirty()
    {
        int Epochs(CaptionData data) => CaptionPlan.Make(data, new CaptionOptions()).Training.Epochs;
        CaptionData few = CaptionData.Read(TinyScenes.Write(_folder.Path, 60), new CaptionOptions());
        Assert.Equal(100, Epochs(few));
        CaptionedPicture first = few.Parts.Training[0];
        Assert.Equal(60, Epochs(few with
        {
            Parts = few.Parts with { Training = [first with { Sentences = [.. Enumerable.Repeat("A square.", 400)] }] },
        }));
        Assert.Equal(30, Epochs(few with
        {
            Parts = few.Parts with { Training = [first with { Sentences = [.. Enumerable.Repeat("A square.", 900)] }] },
        }));
        Assert.Equal(30, Epochs(CaptionData.OfMadeScenes(new CaptionOptions())));
    }

    [Fact]
    public void Split_KeepsGroupsTogether()
    {
        string table = TinyScenes.Write(_folder.Path, 60);
        string[] lines = File.ReadAllLines(table);
        File.WriteAllLines(table, lines.Select((l, k) => $"{l}\t{k % 12}"));
        CaptionData data = CaptionData.Read(table, new CaptionOptions());
        Assert.Equal(60, data.Parts.All.Count());
        Assert.NotEmpty(data.Parts.Validation);
        Assert.Empty(data.Parts.Training.Select(p => p.Group)
            .Intersect(data.Parts.Test.Concat(data.Parts.Validation).Select(p => p.Group)));
        IReadOnlyList<string> notes = CaptionData.Read(table, new CaptionOptions { Test = table }).Notes;
        Assert.Contains(
            notes,
            n => n.Contains("of the test set also belong to a group of the training set", StringComparison.Ordinal));
        Assert.Contains(
            notes,
            n => n.Contains("of the test set also belong to a group of the validation set", StringComparison.Ordinal));
        Assert.Contains(
            notes,
            n =>
                n.StartsWith(
                    "60 of 60 pictures of the test set have a sentence that appears word for word in the training set",
                    StringComparison.Ordinal));
        Assert.Contains(
            CaptionData.Read(table, new CaptionOptions { Validation = table }).Notes,
            n => n.Contains("validation set also belong to a group of the training set", StringComparison.Ordinal));
    }

    [Fact]
    public void TooFewPictures_AreRefused()
    {
        Make("a.png");
        string table = Table("a.png\tOne.\n");
        Assert.Contains(
            "none is left for training",
            Assert.Throws<OptionException>(() => CaptionData.Read(table, new CaptionOptions())).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "contains no picture",
            Assert.Throws<DataFormatException>(
                () => CaptionReader.Find(Directory.CreateDirectory(_folder.File("empty")).FullName)).Message,
                StringComparison.Ordinal);
    }

    private void Make(params string[] names)
    {
        foreach (string name in names)
        {
            File.WriteAllBytes(_folder.File(name), [1]);
        }
    }

    private string Table(string text)
    {
        File.WriteAllText(_folder.File("table.tsv"), text);
        return _folder.File("table.tsv");
    }
}
