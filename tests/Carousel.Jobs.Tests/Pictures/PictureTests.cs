using System.Text;
using Carousel.Data;
using Carousel.Pictures;

namespace Carousel.Jobs.Tests.Pictures;

public class PictureTests
{
    [Theory]
    [InlineData("P2 2 1 10\n0 10", new byte[] { 0, 0, 0, 255, 255, 255 })]
    [InlineData("P3\n# by hand\n1 1\n255\n1 2 3\n", new byte[] { 1, 2, 3 })]
    [InlineData("P5 2 1 255\nAB", new byte[] { 65, 65, 65, 66, 66, 66 })]
    [InlineData("P6 1 1 255\nABC", new byte[] { 65, 66, 67 })]
    [InlineData("P5 1 1 65535\nzz", new byte[] { 122, 122, 122 })]
    public void Netpbm_IsRead(string file, byte[] values) =>
        Assert.Equal(values, PictureFile.Read(Encoding.ASCII.GetBytes(file), "x").Values.ToArray());

    [Theory]
    [InlineData("P4 1 1\n0", "not a PGM or PPM")]
    [InlineData("P2 2 1 10\n0 11", "value 2 is 11, above 10")]
    [InlineData("P2 2 1 10\n0 ", "a value is expected at byte")]
    [InlineData("P5 2 2 255\nAB", "ends too soon")]
    [InlineData("P5 0 2 255\nAB", "0 by 2 pixels")]
    [InlineData("P5 99999 99999 255\nAB", "99999 by 99999 pixels")]
    [InlineData("P5 x 2 255\nAB", "a width is expected at byte 4")]
    [InlineData("P5 99999999999 2 255\nAB", "but no whole number is there")]
    public void Netpbm_SaysWhatIsWrong(string file, string part) =>
        Assert.Contains(
            part,
            Assert.Throws<DataFormatException>(() => PictureFile.Read(Encoding.ASCII.GetBytes(file), "x")).Message,
            StringComparison.Ordinal);

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
