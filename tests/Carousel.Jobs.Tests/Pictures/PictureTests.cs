using Carousel.Data;
using Carousel.Pictures;

namespace Carousel.Jobs.Tests.Pictures;

public class PictureTests
{
    [Fact]
    public void Resized_IsTheMeanOfTheAreaThatIsCovered()
    {
        var picture = new Picture(
            3, 2, [0, 0, 0, 60, 60, 60, 120, 120, 120, 255, 255, 255, 255, 255, 255, 255, 255, 255]);
        Assert.All(picture.Resized(1, 1), v => Assert.Equal((60f + 255) / 2 / 255, v, 1e-6f));
        float[] half = picture.Resized(2, 2);
        Assert.Equal(20f / 255, half[0], 1e-6f);
        Assert.Equal(100f / 255, half[3], 1e-6f);
        Assert.Equal(1, half[6], 1e-6f);
        float[] same = picture.Resized(3, 2);
        Assert.Equal(picture.Values.ToArray(), same.Select(v => (byte)Math.Round(v * 255)));
        Assert.Equal(0, picture.Resized(6, 2)[3]);
    }

    [Fact]
    public void Sizes_AreChecked()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Picture(0, 1, []));
        Assert.Throws<ArgumentException>(() => new Picture(2, 1, new byte[5]));
        Assert.Contains(
            "does not exist",
            Assert.Throws<DataFormatException>(
                () => PictureFile.Read(Path.Combine(Path.GetTempPath(), "not there.png"))).Message,
                StringComparison.Ordinal);
    }
}
