using Carousel.Studio.Messages;

namespace Carousel.Studio.Tests;

/// <summary>Sentences tell no places of the machine.</summary>
public sealed class PlainSentenceTests
{
    [Theory]
    [InlineData("/my files/studio/data/3/Sales of 2023.csv:7:2: 'n/a' is not a number.",
        "Sales of 2023.csv:7:2: 'n/a' is not a number.")]
    [InlineData("The file /my files/studio/works/12/out/model.safetensors is damaged.",
        "The file model.safetensors is damaged.")]
    [InlineData("/my files/studio/scratch/ab12/new rows.csv is empty.", "new rows.csv is empty.")]
    [InlineData("The folder /my files/studio is read-only.", "The folder the studio's folder is read-only.")]
    [InlineData("Could not find a part of the path '/my other files/a b.csv'.",
        "Could not find a part of the path 'a b.csv'.")]
    [InlineData("/samples/flights.csv has 3 columns.", "flights.csv has 3 columns.")]
    [InlineData("There is nothing here; see /studio/openapi.json.", "There is nothing here; see /studio/openapi.json.")]
    [InlineData("2/3 of rows, 4 and/or 5", "2/3 of rows, 4 and/or 5")]
    public void PlaceOfAFile_IsLeftOut(string sentence, string plain) =>
        Assert.Equal(plain, new PlainSentence("/my files/studio").Of(sentence));

    [Fact]
    public void FailuresOfTheSystem_SayWhatCanBeDone_AndNoPlace()
    {
        var full = new IOException("No space left on device : '/my files/studio/data/1/a.csv'", 28);
        Assert.Contains("Free some space", StorageSentence.Of(full), StringComparison.Ordinal);
        foreach (Exception one in new Exception[]
        {
            full, new IOException("'/my files' is gone"), new UnauthorizedAccessException("Access to '/my files'"),
        })
        {
            Assert.True(StorageSentence.IsOne(one));
            Assert.DoesNotContain("/my files", StorageSentence.Of(one), StringComparison.Ordinal);
        }
    }
}
