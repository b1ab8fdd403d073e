using Carousel.Data;
using Carousel.Pictures;
using Carousel.Video;

namespace Carousel.Jobs.Tests.Video;

public sealed class ClipReaderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    [Fact]
    public void Table_BecomesClips()
    {
        ClipData data = Read("clip,frame,head_x,head_y,label,group\na,1,1,2,walk,g\na,2,3,4,walk,g\nb,1,5,6,run,g\n");
        Assert.Equal(["head_x", "head_y"], data.Joints);
        Assert.Equal(
            [("a", "walk", "g", 2), ("b", "run", "g", 1)], data.Clips.Select(c => (c.Name, c.Label, c.Group, c.Steps)));
        Assert.Equal([3f, 4f], data.Clips[0].Frame(1).ToArray());
    }

    [Fact]
    public void Table_OfATracker_IsReadInThePlane()
    {
        ClipData data = Read("video,frame,x0,y0,z0,v0,x1,y1,z1,v1,action\na,1,1,2,9,9,3,4,9,9,walk\n");
        Assert.Equal(["x0", "y0", "x1", "y1"], data.Joints);
        Assert.Equal([1f, 2, 3, 4], data.Clips[0].Frame(0).ToArray());
        Assert.Equal("walk", data.Clips[0].Label);
    }

    [Theory]
    [InlineData("nose_x,nose_y,nose_visibility,yaw,hip_x,hip_y,hip_visibility,body")]
    [InlineData("noseX,noseY,nose_visibility,yaw,hipX,hipY,hip_visibility,body")]
    [InlineData("x_nose,y_nose,visibility_nose,yaw,x_hip,y_hip,visibility_hip,body")]
    public void Table_WithVisibility_HasOnlyPairsOfXAndY(string columns)
    {
        ClipData data = Read($"clip,frame,{columns}\na,1,1,2,9,9,3,4,9,9\n");
        string[] names = columns.Split(',');
        Assert.Equal([names[0], names[1], names[4], names[5]], data.Joints);
        Assert.Equal([1f, 2, 3, 4], data.Clips[0].Frame(0).ToArray());
        Assert.Equal($"; columns left out: {names[2]}, yaw, {names[6]}, body", data.Skipped);
    }

    [Fact]
    public void Table_WithAllXBeforeAllY_IsReadInPairs() =>
        Assert.Equal(["x0", "y0", "x1", "y1"], Read("clip,frame,x0,x1,y0,y1\na,1,1,3,2,4\n").Joints);

    [Fact]
    public void Frames_AreInTheOrderOfTheirNumbers()
    {
        for (int t = 0; t < 12; t++)
        {
            Picture($"one/frame{t}.png", 4, (byte)(20 * t));
        }

        Clip clip = Assert.Single(ClipReader.Read(_folder, 8).Clips);
        float[] greys = [.. Enumerable.Range(0, 12).Select(t => clip.Frame(t)[0])];
        Assert.Equal(greys.Order(), greys);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("frame,x,y\n1,1,1", "has no column 'clip'")]
    [InlineData("clip,frame,x\na,1,1", "names 1 coordinates")]
    [InlineData("clip,frame,x,y\n", "has a header but no rows")]
    [InlineData("clip,frame,x,y\na,1,1", "data:2: the line has 3 cells")]
    [InlineData(
        "clip,frame,x,y\na,1,1,far",
        "data:2:4: 'far' in column 'y' is not a coordinate. Write a number with a decimal ")]
    [InlineData("clip,frame,x,y\na,2,1,1\na,1,1,1", "data:3:2: the frame does not come after")]
    [InlineData("clip,frame,x,y\na,1,1,1\nb,1,1,1\na,2,1,1", "data:4:1: the clip 'a' continues here")]
    [InlineData("clip,frame,x,y,label\na,1,1,1,u\na,2,1,1,v", "data:3:5: the label is 'v'")]
    public void Table_IsRefusedInOneSentence(string text, string said) =>
        Assert.Contains(said, Assert.Throws<DataFormatException>(() => Read(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Folder_OfActions_BecomesClips_InTheOrderOfNames()
    {
        Picture("walk/one/2.png", 4, 255);
        Picture("walk/one/1.png", 4, 0);
        Picture("run/two/1.png", 4, 51);
        ClipData data = ClipReader.Read(_folder, 8);
        Assert.Equal(
            [("run/two", "run", 1), ("walk/one", "walk", 2)], data.Clips.Select(c => (c.Name, c.Label, c.Steps)));
        Assert.Equal(0.2f, data.Clips[0].Frame(0)[5], 1e-5f);
        Assert.Equal((0, 1), (data.Clips[1].Frame(0)[0], data.Clips[1].Frame(1)[63]));
    }

    [Fact]
    public void Folder_NamesWhatItDoesNotRead()
    {
        Picture("walk/one/1.png", 4, 255);
        Assert.Equal("", ClipReader.Read(_folder, 8).Skipped);
        File.WriteAllText(Path.Combine(_folder, "walk", "one", "2.jpg"), "");
        Directory.CreateDirectory(Path.Combine(_folder, "run"));
        Assert.Equal(
            $"; not read: run, {Path.Combine("walk", "one", "2.jpg")}", ClipReader.Read(_folder, 8).Skipped);
    }

    [Fact]
    public void Folder_IsRefusedInOneSentence_WhereItHoldsNoClips()
    {
        Assert.Contains("contains no clip", Refusal(), StringComparison.Ordinal);
        Directory.CreateDirectory(Path.Combine(_folder, "walk", "one"));
        Assert.Contains("contains no picture", Refusal(), StringComparison.Ordinal);
        Picture("walk/one/1.png", 4, 0);
        Picture("walk/one/2.png", 5, 0);
        Assert.Contains("2.png is 5 by 5, but the clip's first frame is 4 by 4", Refusal(), StringComparison.Ordinal);
        string Refusal() => Assert.Throws<DataFormatException>(() => ClipReader.Read(_folder, 8)).Message;
    }

    [Theory]
    [InlineData("clip.mp4")]
    [InlineData("frame.png")]
    public void OneFile_IsRefused_WithTheFormOfClips(string name) => Assert.StartsWith(
        $"{name} is one picture or film. Pass a folder with a folder of PNG files for each clip",
        Assert.Throws<DataFormatException>(() => ClipReader.Read(name, 8)).Message, StringComparison.Ordinal);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static ClipData Read(string text) => ClipReader.Read(JobInput.OfReader(new StringReader(text), "data"), 32);

    private void Picture(string name, int side, byte grey)
    {
        string path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        byte[] values = new byte[3 * side * side];
        Array.Fill(values, grey);
        File.WriteAllBytes(path, PngFile.Write(new Picture(side, side, values)));
    }
}
