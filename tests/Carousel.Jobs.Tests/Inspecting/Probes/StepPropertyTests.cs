using Carousel.Data;
using Carousel.Inspection.Looks;
using Carousel.Jobs.Tests.Forecasting;
using Carousel.Layers;

namespace Carousel.Jobs.Tests.Inspecting.Probes;

public sealed class StepPropertyTests
{
    [Fact]
    public void Hour_IsThatOfTheStepsOwnTimeStamp()
    {
        StepProperty hour = Of(
            "hour", "row",
            ["2020-03-01 22:00", "2020-03-01 23:00", "2020-03-02 00:00", "2020-03-02 01:30", "2020-03-02 22:59"]);

        Assert.Equal(["22", "23", "0", "1", "22"], Names(hour));
    }

    [Fact]
    public void Weekday_IsThatOfTheStepsOwnTimeStamp() =>
        Assert.Equal(
            ["Sunday", "Sunday", "Monday"],
            Names(Of("weekday", "row", ["2020-03-01 22:00", "2020-03-01 23:00", "2020-03-02 00:00"])));

    [Fact]
    public void Residues_HaveTheirOwnChargeAndHydropathy_AndOthersNone()
    {
        string[] residues = ["K", "D", "A", "X", "H", "R"];

        Assert.Equal([1, -1, 0, null, 0.1, 1], Of("charge", "residue", residues).Tracks[0]);
        Assert.Equal([1, 0, 0, null, 0.1, 1.1], Of("prefix-charge", "residue", residues).Tracks[0]);
        Assert.Equal([-3.9, -3.5, 1.8, null, -3.2, -4.5], Of("hydropathy", "residue", residues).Tracks[0]);
    }

    [Fact]
    public void Words_HaveTheQuotationThatIsOpenAfterThem()
    {
        // What a step of several characters ends with counts: the word that closes is outside, the one that opens
        // inside.
        Assert.Equal(
            ["outside", "inside", "inside", "outside", "outside"],
            Names(Of("quotes", "word", ["He", "\"said", "no", "more\"", "then"])));
    }

    [Fact]
    public void Labels_StandAtTheirStep_OfTheirSequence()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("labels.csv", "sequence,step,label\nb,0,first\nb,2,last\n1,1,first\n");
        using var model = new ProbedModel(
            new Gru(1, 4), [Sequence("a", ["x", "y", "z"]), Sequence("b", ["x", "y", "z"])]);

        var labels = StepProperty.Of(model.Subject(), new ProbeOptions { Labels = file });

        // By number from 1 or by name; classes are by how frequent they are.
        Assert.Equal(["first", "last"], labels.Classes);
        Assert.Equal([null, 0.0, null], labels.Tracks[0]);
        Assert.Equal([0.0, null, 1.0], labels.Tracks[1]);
        Assert.Null(labels.At(0, -1));
        Assert.Equal(1, labels.At(1, 2));
    }

    [Fact]
    public void Step_CountsFromZero() => Assert.Equal([0, 1, 2], Of("step", "row", ["x", "y", "z"]).Tracks[0]);

    [Fact]
    public void Property_ThatTheDataDoNotHave_IsRefused()
    {
        Assert.Throws<DataFormatException>(() => Of("hour", "row", ["x", "y"]));
        Assert.Throws<DataFormatException>(() => Of("charge", "word", ["K", "D"]));
        Assert.Throws<DataFormatException>(() => Of("charge", "residue", ["K", "K"]));
    }

    private static StepProperty Of(string property, string stepName, string[] names)
    {
        using var model = new ProbedModel(new Gru(1, 4), [Sequence("a", names)]) { StepName = stepName };
        return StepProperty.Of(model.Subject(), new ProbeOptions { Property = property });
    }

    private static InspectedSequence Sequence(string name, string[] names) =>
        new(name, new float[names.Length], names.Length) { StepNames = names };

    private static IEnumerable<string?> Names(StepProperty property) =>
        property.Tracks[0].Select(v => v is { } c ? property.Classes[(int)c] : null);
}
