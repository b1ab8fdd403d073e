using Carousel.Data;
using Carousel.Handwriting;

namespace Carousel.Jobs.Tests.Handwriting;

public class DrawingReaderTests
{
    [Fact]
    public void StrokeLines_AreSummedUp_AndEndWithALift()
    {
        DrawingData data = Read("[[1,2,0],[3,-1,1],[0,5,0]]\n\n{\"strokes\":[[2,2,1]],\"label\":\"a\"}\n");
        Assert.Equal(
            [new PenPoint(1, 2, false), new PenPoint(4, 1, true), new PenPoint(4, 6, true)], data.Drawings[0].Points);
        Assert.Equal(["", "a"], data.Drawings.Select(d => d.Label));
        Assert.Equal([1L, 3L], data.Drawings.Select(d => d.Line));
        Assert.Equal([2, 1], data.Drawings[0].Strokes.Select(s => s.Count));
        Assert.True(data.IsLabeled);
    }

    [Fact]
    public void PointLines_AreTurnedOver()
    {
        DrawingData data = Read("0,100,50,40,7\n1,2,3,4,8\n");
        Assert.Equal([new PenPoint(0, -100, false), new PenPoint(50, -40, true)], data.Drawings[0].Points);
        Assert.Equal(["7", "8"], data.Drawings.Select(d => d.Label));
        Assert.True(data.IsLabeled);
    }

    [Fact]
    public void LinesOfQuickDraw_AreStrokesAndAWord()
    {
        DrawingData data = Read("{\"word\":\"cat\",\"drawing\":[[[0,10],[5,6]],[[7,8,9],[1,2,3]]]}\n");
        Drawing drawing = Assert.Single(data.Drawings);
        Assert.Equal("cat", drawing.Label);
        Assert.Equal(
            [
                new PenPoint(0, 5, false), new PenPoint(10, 6, true), new PenPoint(7, 1, false),
                new PenPoint(8, 2, false), new PenPoint(9, 3, true),
            ],
            drawing.Points);
    }

    [Fact]
    public void Strokes_AreReadBeforeADrawing() =>
        Assert.Equal(1, Read("{\"drawing\":\"cat\",\"strokes\":[[1,2,1]]}\n").Drawings[0].Points[0].X);

    [Theory]
    [InlineData("drawing")]
    [InlineData("drawing_id")]
    public void Drawings_AreNotNamedByAnId_WhereThereIsAColumnForThem(string column) =>
        Assert.Equal("a", Assert.Single(Read($"id,{column},x,y\n1,a,0,0\n2,a,1,1\n").Drawings).Name);

    [Fact]
    public void Table_LiftsThePenWhereTheStrokeChanges()
    {
        DrawingData data = Read("id,stroke,x,y,symbol\na,0,0,0,one\na,0,1,1,one\na,1,5,5,one\n");
        Assert.Equal([false, true, true], data.Drawings[0].Points.Select(p => p.IsLift));
        Assert.Equal("one", data.Drawings[0].Label);
    }

    [Fact]
    public void Table_LiftsThePenBeforeAPointWithoutTouch()
    {
        DrawingData data = Read("drawing;x;y;pen;label\na;0;0;1;one\na;1;1;1;one\na;5;5;0;one\nb;2;3;1;two\n");
        Assert.Equal([false, true, true], data.Drawings[0].Points.Select(p => p.IsLift));
        Assert.Equal(["a", "b"], data.Drawings.Select(d => d.Name));
        Assert.Equal(5, data.Drawings[1].Line);
    }

    [Fact]
    public void StrokeText_IsReadBackAsItWas()
    {
        Drawing[] drawings = [.. MadeDigits.Make(1, 1, 3).Drawings.Take(4)];
        IReadOnlyList<Drawing> read = Read(StrokeText.Of(drawings)).Drawings;
        Assert.Equal(drawings.Select(d => d.Label), read.Select(d => d.Label));
        foreach ((Drawing was, Drawing now) in drawings.Zip(read))
        {
            Assert.Equal(was.Points.Select(p => p.IsLift), now.Points.Select(p => p.IsLift));
            Assert.All(was.Points.Zip(now.Points), p => Assert.True(Polyline.Distance(p.First, p.Second) < 1e-4));
        }
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("[[1,2,0]", "data:1:9: the line is not JSON")]
    [InlineData("[]", "data:1: the drawing has no point")]
    [InlineData("[[1,2]]", "point 1 is not three numbers")]
    [InlineData("[[1,2,0.5]]", "the lift of point 1 is neither 0 nor 1")]
    [InlineData("[[1e300,2,0]]", "point 1 moves by more than")]
    [InlineData("{\"label\":\"a\"}", "has no \"strokes\"")]
    [InlineData("{\"strokes\":[[1,2,0]],\"label\":[]}", "\"label\" is neither text nor a number")]
    [InlineData("{\"drawing\":[[[1,2],[3]]]}", "is not a list of strokes [[x, …], [y, …]] with a y for each x")]
    [InlineData("{\"drawing\":[[[1],[3,4]]]}", "is not a list of strokes [[x, …], [y, …]] with a y for each x")]
    [InlineData("{\"drawing\":[[[1],[1e300]]]}", "and numbers of 10000000 at most")]
    [InlineData("1,2,3,4", "the line has 4 cells. A drawing")]
    [InlineData("1,2,3,4,a\n1,2,3,4", "data:2: the line has 4 cells")]
    [InlineData("a,b,c\n1,2,3", "has no column 'drawing'")]
    [InlineData("1,2,3,4,5\n1,2,3,4", "data:2: the line has 4 cells, those before have 5")]
    [InlineData("1,2,3,4,5\n1,2,x,4,5", "data:2:3: 'x' is not a coordinate. Write a number with a decimal point.")]
    [InlineData("1,2,3,4,5\n1,2,3,4,", "data:2:5: the label is empty")]
    [InlineData("drawing,x\na,1", "the header has no column 'y'")]
    [InlineData("drawing,x,y\n", "has a header but no rows")]
    [InlineData("drawing,x,y\na,1,2\na,1", "data:3: the line has 2 cells")]
    [InlineData("drawing,x,y\na,1,nan", "data:2:3: 'nan' in column 'y' is not a coordinate")]
    [InlineData(
        "drawing,x,y\na,1,\"3,7\"",
        "data:2:3: '3,7' in column 'y' is not a coordinate. Write a number with a decimal point.")]
    [InlineData("drawing,x,y\na,1,2\nb,1,2\na,1,2", "data:4:1: the drawing 'a' continues here")]
    [InlineData("drawing,x,y,pen\na,1,2,2", "data:2:4: '2' is neither 0 nor 1")]
    [InlineData("drawing,x,y,label\na,1,2,u\na,1,2,v", "data:3:4: the label is 'v', but on line 2")]
    public void File_IsRefusedInOneSentence(string text, string said) =>
        Assert.Contains(said, Assert.Throws<DataFormatException>(() => Read(text)).Message, StringComparison.Ordinal);

    private static DrawingData Read(string text) =>
        DrawingReader.Read(JobInput.OfReader(new StringReader(text), "data"));
}
