using System.Globalization;
using Carousel.Data;
using Carousel.RemainingLife;

namespace Carousel.Jobs.Tests.RemainingLife;

public sealed class LifeReadingTests
{
    private const string Blanks = "1 1 0.5 20  \n1 2 0.4 21  \n2 1 0.3 22  \n2 2 0.2 23  \n2 3 0.1 24  \n";

    [Fact]
    public void NumbersWithBlanksBetween_AreUnitTimeAndMeasurements()
    {
        LifeData data = Read(Blanks);

        Assert.Equal(["1", "2"], data.Units.Select(u => u.Id));
        Assert.Equal([1, 2, 3], data.Units[1].Times);
        Assert.Equal([0.3f, 22, 0.2f, 23, 0.1f, 24], data.Units[1].Values);
        Assert.All(data.Units, u => Assert.True(u.Fails));
        Assert.Equal(2, data.Units[1].LifeAt(0));
    }

    [Fact]
    public void AHeaderOfTooManyNames_IsCutAndSaid()
    {
        LifeData data = Read("unit cycle a b c d\n" + Blanks);

        Assert.Equal(["a", "b"], data.Columns.Features);
        Assert.Contains("The header has 6 names for 4 columns: the last names are ignored.", data.Notes);
    }

    [Fact]
    public void ATable_IsReadByNames_InAnyOrder()
    {
        LifeData data = Read("heat,cycle,failed,engine\n20,1,0,x\n21,2,1,x\n22,1,0,y\n23,2,0,y\n");

        Assert.Equal(["heat"], data.Columns.Features);
        Assert.Equal([true, false], data.Units.Select(u => u.Fails));
        LifeData other = LifeData.Read(
            JobInput.OfText("engine,heat,cycle\nz,25,1\nz,26,3\n", "other"), data.Columns);
        Assert.Equal([25f, 26], other.Units[0].Values);
        Assert.Equal(2, other.Units[0].LifeAt(0));
    }

    [Theory]
    [InlineData("Ausfall", "0", "1")]
    [InlineData("end_state", "0", "1")]
    [InlineData("status", "ok", "failed")]
    public void AColumnThatIsSetOnlyAtTheEnd_IsTheFailure(string name, string works, string failed)
    {
        string rows = string.Concat(Enumerable.Range(0, 20).Select(
            r => $"{r / 4},{r % 4},{r}.5,{(r % 4 == 3 && r < 12 ? failed : works)}\n"));
        LifeData data = Read($"unit,cycle,heat,{name}\n{rows}");

        Assert.Equal(["heat"], data.Columns.Features);
        Assert.Equal([true, true, true, false, false], data.Units.Select(u => u.Fails));
    }

    [Fact]
    public void AModelWithoutAFailureColumn_ReadsThatOfAnotherFile()
    {
        LifeData data = Read("unit,cycle,heat\na,1,3\na,2,4\nb,1,3\nb,2,4\n");
        LifeData other = LifeData.Read(
            JobInput.OfText("unit,cycle,heat,failed\nc,1,3,0\nc,2,4,1\nd,1,3,0\nd,2,4,0\n", "other"), data.Columns);

        Assert.Equal([true, false], other.Units.Select(u => u.Fails));
    }

    [Fact]
    public void Dates_AreDays_AndANoteSaysSo()
    {
        LifeData data = Read("machine,date,heat\na,2024-01-01,1\na,2024-01-03,2\nb,2024-01-01,1\nb,2024-01-02,2\n");

        Assert.Equal(2, data.Units[0].LifeAt(0));
        Assert.Contains("Column 'date' has dates: lives are in days.", data.Notes);
    }

    [Fact]
    public void RowsThatCannotBeRead_AreSkipped_AndFailuresMayBeWords()
    {
        LifeData data = Read("heat,cycle,failed,engine\n" + string.Concat(Enumerable.Range(0, 100).Select(
            r => $"{(r == 7 ? "hot" : "20")},{r % 50},{(r == 49 ? "ja" : "nein")},e{r / 50}\n")));

        Assert.Equal([true, false], data.Units.Select(u => u.Fails));
        Assert.Equal([49, 50], data.Units.Select(u => u.Length));
        Assert.Contains(
            "1 of 100 rows cannot be read and is skipped: line 9 ('hot' in column 'heat' is not a number).",
            data.Notes);
    }

    [Fact]
    public void EmptyMeasurements_AreGaps_AndKeepTheFailure()
    {
        LifeData data = Read("engine,cycle,heat,wear,failed\nx,1,,5,0\nx,2,20,,0\nx,3,,n/a,1\ny,1,24,,0\ny,2,22,,0\n");

        Assert.Equal([true, false], data.Units.Select(u => u.Fails));
        Assert.Equal([float.NaN, 5, 20, 5, 20, 5], data.Units[0].Values);
        Assert.Equal([24, float.NaN, 22, float.NaN], data.Units[1].Values);
        Assert.Contains(
            "6 cells of measurements without a value: the last value of the unit counts, or the mean of the training "
            + "without one.", data.Notes);
        LifeScale scale = LifeScale.Fit(data.Units, 2);
        Assert.Equal([0], scale.Columns);
        Assert.Equal(21.5f, scale.Offsets[0]);
        Assert.Equal(0, scale.Apply(data.Units[0])[0]);
    }

    [Fact]
    public void AFailure_InARowThatCannotBeRead_IsNotLost()
    {
        string Rows(string last) => "engine,cycle,heat,failed\n" + string.Concat(Enumerable.Range(0, 200).Select(
            r => $"e{r / 100},{r % 100},{(r == 99 ? last : "20")},{(r % 100 == 99 ? 1 : 0)}\n"));

        Assert.Equal(
            "log:101:3: this cell cannot be read, but its row is the failure of unit 'e0' and cannot be skipped. "
            + "Correct the cell, or leave it empty.",
            Assert.Throws<DataFormatException>(() => Read(Rows("hot"))).Message);
        Assert.All(Read(Rows("")).Units, u => Assert.True(u.Fails));

        // A unit that is repaired fails twice.
        Assert.Contains(
            "log:51:3: ", Assert.Throws<DataFormatException>(() => Read("engine,cycle,heat,failed\n"
                + string.Concat(Enumerable.Range(0, 100).Select(
                    r => $"e,{r},{(r == 49 ? "hot" : "20")},{(r % 50 == 49 ? 1 : 0)}\n")))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void TrueLivesInAColumn_BelongToUnitsThatRun_AndTheFactSaysSo()
    {
        const string Rows = "engine,cycle,heat,RUL\nx,1,20,31\nx,2,21,30\ny,1,20,\ny,2,21,\n";
        LifeData learned = Read(Rows), other = LifeData.Read(JobInput.OfText(Rows, "other"), learned.Columns);

        Assert.Equal([1.0, 1], learned.Units.Select(u => u.LifeAt(0)));
        Assert.Contains("all of them are assumed to fail at their last record", LifeText.Fact(learned).Fact);
        Assert.Equal([31.0, 1], other.Units.Select(u => u.LifeAt(0)));
        Assert.Equal([true, false], other.Units.Select(u => u.Fails));
        Assert.Contains("1 of them have a life in column 'RUL'", LifeText.Fact(other).Fact);
    }

    [Fact]
    public void Dates_AreDays()
    {
        LifeData data = Read("disc,date,errors\na,2024-01-01,0\na,2024-01-04,2\n");

        Assert.Equal(3, data.Units[0].LifeAt(0));
    }

    [Fact]
    public void TrueLives_BelongToTheUnitsInTheirOrder()
    {
        LifeData data = Read(Blanks).WithLives(JobInput.OfText("112\n98\n", "lives"));

        Assert.Equal([112.0, 98], data.Units.Select(u => u.LifeAt(u.Length - 1)));
        Assert.Equal(
            "lives has 1 lives, but log has 2 units. Write one for each, in their order.",
            Assert.Throws<DataFormatException>(
                () => Read(Blanks).WithLives(JobInput.OfText("112\n", "lives"))).Message);
    }

    [Theory]
    [InlineData("", "log is empty.")]
    [InlineData("1 1 2\n1 2\n", "log:2: the line has 2 cells separated by blanks, but the header has 3 cells.")]
    [InlineData("1 1 2\n1 2 x\n", "log:2:3: 'x' in column 'column3' is not a number.")]
    [InlineData("1 2 5\n1 1 5\n", "log:2:2: '1' in column 'column2' does not come after the row before of unit '1'.")]
    [InlineData("a b\n1 1 5\n", "log:2: the line has 3 cells separated by blanks, but the header has 2 cells.")]
    [InlineData(
        "unit,cycle,failed,heat\n1,1,0,2\n1,2,0.3,2\n",
        "log:3:3: '0.3' in column 'failed' is not a mark of failure. Write 1 or 0.")]
    [InlineData(
        "cycle,heat,cold\n1,1,2\n",
        "log: the unit is read from column 'cycle' and its time from 'cycle', but unit, time and failure must")]
    [InlineData("unit,cycle\n1,1\n", "log has too few columns: the unit, its time and one measurement are needed.")]
    public void WhatCannotBeRead_IsSaidWithItsPlace(string text, string said) =>
        Assert.StartsWith(said, Assert.Throws<DataFormatException>(() => Read(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void ColumnsThatAModelReads_MustBeThere()
    {
        LifeColumns columns = Read("unit,cycle,heat\n1,1,2\n").Columns;

        Assert.StartsWith(
            "other has no column 'heat', which the model reads. Did you mean 'heart'?",
            Assert.Throws<DataFormatException>(
                () => LifeData.Read(JobInput.OfText("unit,cycle,heart\n1,1,2\n", "other"), columns)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("RUL", 1)]
    [InlineData("left", 1)]
    [InlineData("left", 3)]
    public void TheRemainingLife_AndText_AreNotMeasurements(string name, int cap)
    {
        LifeData data = Read($"unit,cycle,heat,{name},kind\n" + string.Concat(Enumerable.Range(0, 20).Select(
            t => $"{t / 10},{t % 10},{t * t % 7},{Math.Min(9 - (t % 10), 9 / cap)},pump\n")));

        Assert.Equal(["heat"], data.Columns.Features);
        Assert.Contains(
            $"The remaining life, or a linear function of it, is left out of the measurements: '{name}'.", data.Notes);
        Assert.Contains("Columns of text are left out: 'kind'.", data.Notes);
    }

    [Theory]
    [InlineData(-24, true)]
    [InlineData(0.5, true)]
    [InlineData(2, false)]
    public void ALinearFunctionOfTheRemainingLife_IsNoMeasurement_AndOneOfTheTimeIs(double slope, bool isOfLife)
    {
        LifeData data = Read("unit,cycle,heat,gauge\n" + string.Concat(Enumerable.Range(1, 6).SelectMany(
            u => Enumerable.Range(0, 8 + u).Select(t => string.Create(
                CultureInfo.InvariantCulture,
                $"{u},{t},{t * t % 7},{7 + (slope * (isOfLife ? 7 + u - t : t))}\n")))));

        Assert.Equal(isOfLife ? ["heat"] : ["heat", "gauge"], data.Columns.Features);
        Assert.Equal(
            isOfLife, data.Notes.Contains(
                "The remaining life, or a linear function of it, is left out of the measurements: 'gauge'."));
    }

    [Fact]
    public void RowsAfterAFailure_AreAnotherUnit()
    {
        LifeData data = Read("machine,time,heat,failure\n" + string.Concat("0010011100".Select(
            (mark, t) => $"a,{t},{t % 3},{mark}\n")) + "b,0,1,1\nb,1,2,1\n");

        Assert.Equal(
            [("a", 3, true), ("a #2", 3, true), ("a #3", 2, false), ("b", 2, true)],
            data.Units.Select(u => (u.Id, u.Length, u.Fails)));
        Assert.Contains("Rows after a failure are another unit, such as 'a #2'.", data.Notes);
        Assert.Contains(
            "Left out: 2 rows after a failure, still marked as failed.", data.Notes);
    }

    [Fact]
    public void TheRemainingLife_IsFound_OverDates_AndRowsThatAreSkipped()
    {
        LifeData data = Read("unit,date,heat,days_left\n" + string.Concat(Enumerable.Range(0, 100).Select(
            t => $"{t / 50},{(t == 7 ? "?" : $"{new DateTime(2024, 1, 1).AddDays(t % 50):yyyy-MM-dd}")},{t * t % 7},"
                + $"{49 - (t % 50)}\n")));

        Assert.Equal(["heat"], data.Columns.Features);
        Assert.Contains(
            "The remaining life, or a linear function of it, is left out of the measurements: 'days_left'.",
            data.Notes);
        Assert.Contains(data.Notes, n => n.StartsWith("1 of 100 rows cannot be read", StringComparison.Ordinal));
    }

    [Fact]
    public void ATextInTheMiddleOfALife_IsNotAFailure()
    {
        LifeData data = Read("unit,time,heat,failure\na,1,5,0\na,2,6,E05\na,3,7,1\n");

        Assert.Equal(3, Assert.Single(data.Units).Length);
        Assert.StartsWith(
            "log:4:4: 'E05' in column 'failure' is not a mark of failure.",
            Assert.Throws<DataFormatException>(
                () => Read("unit,time,heat,failure\na,1,5,0\na,2,6,0\na,3,7,E05\n")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void NumbersBetweenBlanks_MayHaveDecimalCommas_AndANoteSaysSo()
    {
        LifeData data = Read("unit cycle heat\n1 1 0,5\n1 2 0,4\n");

        Assert.Equal([0.5f, 0.4f], data.Units[0].Values);
        Assert.Contains("Numbers have decimal commas.", data.Notes);
    }

    [Theory]
    [InlineData("timestamp,machine_id,heat,failed", "machine_id", "timestamp", "failed")]
    [InlineData("Date,Equipment ID,heat,Breakdown", "Equipment ID", "Date", "Breakdown")]
    [InlineData("recorded,Pump,heat,fault", "Pump", "recorded", "fault")]
    public void Columns_AreKnownByNamesAndStamps_InAnyForm(string header, string id, string time, string failure)
    {
        LifeData data = Read(header + "\n2024-01-01,a,5,0\n2024-01-04,a,6,1\n2024-01-01,b,5,0\n2024-01-02,b,6,0\n");

        Assert.Equal((id, time, failure), (data.Columns.Id, data.Columns.Time, data.Columns.Event));
        Assert.Equal(["heat"], data.Columns.Features);
        Assert.Equal([true, false], data.Units.Select(u => u.Fails));
    }

    [Fact]
    public void AnUnnamedFirstColumnOfManyValues_IsNoUnit() => Assert.StartsWith(
        "log: no column has the name of a unit, and 'volt' has 3 values in 3 rows, too many for units. Name the "
            + "columns",
        Assert.Throws<DataFormatException>(() => Read("volt,hours,heat\n1,1,5\n2,2,6\n3,3,6\n")).Message,
        StringComparison.Ordinal);

    [Fact]
    public void CensoredUnits_DidNotFail() => Assert.Equal(
        [false, true],
        Read("unit,time,heat,censored\na,1,5,0\na,2,6,1\nb,1,5,0\nb,2,6,0\n").Units.Select(u => u.Fails));

    [Theory]
    [InlineData("dd/MM/yyyy", 1)]
    [InlineData("MM/dd/yyyy", 1)]
    [InlineData("dd.MM.yyyy", 1)]
    [InlineData("dd/MM/yyyy", 0)]
    public void Dates_MayBeginWithDayOrMonth(string form, int days)
    {
        LifeData data = Read("unit,date,heat\n" + string.Concat(Enumerable.Range(0, 80).Select(t =>
        {
            var start = new DateTime(2015 - (t / 40), 1, 1);
            DateTime date = days > 0 ? start.AddDays(t % 40) : start.AddMonths(t % 40);
            return FormattableString.Invariant($"{t / 40},{date.ToString(form, null)},{t * t % 7}\n");
        })));

        Assert.Equal(days > 0 ? 39 : 1186, data.Units[0].LifeAt(0));
    }

    [Fact]
    public void DatesThatMayBeginWithDayOrMonth_AreRefused() => Assert.Equal(
        "log:2:2: '01/02/2015' in column 'date' may begin with the day or with the month. Write dates like 2001-06-30.",
        Assert.Throws<DataFormatException>(() => Read("unit,date,heat\na,01/02/2015,5\na,04/06/2015,6\n")).Message);

    private static LifeData Read(string text) => LifeData.Read(JobInput.OfText(text, "log"), new LifeOptions());
}
