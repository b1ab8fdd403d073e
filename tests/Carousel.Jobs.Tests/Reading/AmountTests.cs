using System.Globalization;
using Carousel.Data;
using Carousel.Jobs.Reading;
using FsCheck;
using FsCheck.Fluent;

namespace Carousel.Jobs.Tests.Reading;

/// <summary>Numbers with currencies, percents, brackets and thousands, where a whole column is written so.</summary>
public sealed class AmountTests
{
    [Theory]
    [InlineData("$1,234.50|-$2.25|$0.75", "1234.5 -2.25 0.75", "'$' is removed, ',' between thousands is removed")]
    [InlineData("$ 12|$3|$-4.5", "12 3 -4.5", "'$' is removed")]
    [InlineData("€ 1.234,50|€ 7|€ 0,5", "1234.5 7 0.5",
        "'€' is removed, '.' between thousands is removed, ',' is decimal")]
    [InlineData("1 234,5 kr|99 kr|-3,25 kr", "1234.5 99 -3.25",
        "'kr' is removed, blanks between thousands are removed, ',' is decimal")]
    [InlineData("(1,234)|12.5|(0.5)", "-1234 12.5 -0.5", "',' between thousands is removed, brackets mean minus")]
    [InlineData("12 %|3.5 %|0", "12 3.5 0", "'%' is removed, so that 12 % is 12")]
    [InlineData("12%|-3.5%|100%", "12 -3.5 100", "'%' is removed, so that 12 % is 12")]
    [InlineData("1,234,567|1,234|12", "1234567 1234 12", "',' between thousands is removed")]
    [InlineData("1.234.567|1.234|12", "1234567 1234 12", "'.' between thousands is removed, ',' is decimal")]
    [InlineData("1.234|5,5|2.345", "1234 5.5 2345", "'.' between thousands is removed, ',' is decimal")]
    [InlineData("950|1,020|12.5", "950 1020 12.5", "',' between thousands is removed")]
    [InlineData("1 000|2 500|12", "1000 2500 12", "blanks between thousands are removed")]
    [InlineData("1'000.5|2'500|12", "1000.5 2500 12", "''' between thousands is removed")]
    [InlineData("US$5|US$6.5|US$7", "5 6.5 7", "'US$' is removed")]
    [InlineData("5 EUR|6.5 EUR|1,007.5 EUR", "5 6.5 1007.5", "'EUR' is removed, ',' between thousands is removed")]
    [InlineData("$ (300.00)|$ 1,010.00|$ -", "-300 1010 0",
        "'$' is removed, ',' between thousands is removed, brackets mean minus")]
    [InlineData("300.00-|1,010.00|20.00", "-300 1010 20", "',' between thousands is removed")]
    public void ReadCsv_ReadsAColumnThatIsWrittenInOneWay(string cells, string values, string note)
    {
        SeriesSet set = Read(cells.Split('|'));

        Assert.Equal(values, string.Join(' ', set[0].Column(0).ToArray().Select(
            v => v.ToString(CultureInfo.InvariantCulture))));
        Assert.Contains($"In column 'price' {note}.", set.Notes);
    }

    [Theory]
    [InlineData("1.234|5.678|9.101", "1.234 5.678 9.101")]
    [InlineData("1|2.5|1e3", "1 2.5 1000")]
    [InlineData("1.250|3.500|20", "1.25 3.5 20")]
    [InlineData("985|1.180|0.5", "985 1.18 0.5")]
    [InlineData("985|1.180|1200", "985 1.18 1200")]
    public void ReadCsv_TakesNothingOffPlainNumbers(string cells, string values)
    {
        SeriesSet set = Read(cells.Split('|'));

        Assert.Equal(values, string.Join(' ', set[0].Column(0).ToArray().Select(
            v => v.ToString(CultureInfo.InvariantCulture))));
        Assert.DoesNotContain(set.Notes, n => n.StartsWith("In column", StringComparison.Ordinal));
    }

    [Fact]
    public void ReadCsv_AsksWhetherAPointDividesThousands_IfNumbersBelowHaveNone()
    {
        string message =
            Assert.Throws<DataFormatException>(() => Read(["985", "1.180", "-2.000", "117"])).OnCommandLine;

        Assert.Equal(
            "sales.csv:3:2: '1.180' in column 'price' has a decimal point or a thousands separator, and no other row "
            + "shows which. Pass --decimal '.' if the first, ',' if the second.",
            message);
    }

    [Theory]
    [InlineData("1.998|2.104|1.771", true)]
    [InlineData("1.998|2.10|1.771", false)]
    [InlineData("0.998|2.104|1.771", false)]
    public void ReadCsv_AsksBetweenSemicolons_IfAllNumbersHaveGroupsOfThree(string cells, bool asks)
    {
        string text = "Datum;Umsatz\n" + string.Concat(cells.Split('|').Select((c, r) => $"0{r + 3}.06.2024;{c}\n"));
        SeriesSet Read(char? separator) => SeriesReader.ReadCsv(
            new StringReader(text), "umsatz.csv", new ReadOptions { DecimalSeparator = separator });
        if (asks)
        {
            Assert.Contains("Pass --decimal", Assert.Throws<DataFormatException>(() => Read(null)).OnCommandLine,
                StringComparison.Ordinal);
            Assert.Equal(1998, Read(',')[0][0, 0]);
        }

        Assert.Equal(1.771f, Read(asks ? '.' : null)[0][2, 0]);
    }

    [Fact]
    public void ReadCsv_IsDecidedByTheWholeColumn_AlsoByItsLastRow()
    {
        string[] cells = [.. Enumerable.Range(0, 400).Select(r => $"{1 + (r % 9)},{100 + r}"), "1,000.5"];

        Assert.Equal(1100, Read(cells)[0][0, 0]);
        Assert.Equal(1.1f, Read([.. cells[..400], "0,5"])[0][0, 0]);
    }

    [Theory]
    [InlineData(".", 1234)]
    [InlineData(",", 1.234f)]
    public void Decimal_DecidesWhereNoRowDoes(string separator, float value)
    {
        var options = new ReadOptions { DecimalSeparator = separator[0] };

        Assert.Equal(value, Read(["1,234", "2,345", "3,456"], options)[0][0, 0]);
    }

    [Theory]
    [InlineData("1,234|2,345|3,456",
        "sales.csv:2:2: '1,234' in column 'price' has a decimal comma or a thousands separator, and no other row shows "
        + "which. Pass --decimal ',' if the first, '.' if the second.")]
    [InlineData("$1.234|$2.345|$3",
        "sales.csv:2:2: '$1.234' in column 'price' has a decimal point or a thousands separator, and no other row "
        + "shows which. Pass --decimal '.' if the first, ',' if the second.")]
    [InlineData("$5|€6|$7",
        "sales.csv:3:2: '€6' in column 'price' is written differently from '$5' on line 2. Write all numbers of the "
        + "column with the same sign, or pass --missing '€6' to read it as a gap.")]
    [InlineData("$5|$6|7",
        "sales.csv:4:2: '7' in column 'price' has no '$', but '$5' on line 2 has. Write all numbers of the column with "
        + "the same sign, or pass --missing '7' to read it as a gap.")]
    [InlineData("12 %|13 %|0.14",
        "sales.csv:4:2: '0.14' in column 'price' has no '%', but '12 %' on line 2 has. Write all numbers of the column "
        + "with the same sign, or pass --missing '0.14' to read it as a gap.")]
    [InlineData("12.5|13|1,5", "sales.csv:4:2: '1,5' in column 'price' has a decimal comma. Pass --decimal ',' to read "
        + "it.")]
    [InlineData("$1,234.5|$12|$1.234,5",
        "sales.csv:4:2: '$1.234,5' is not a number in column 'price'. Write only digits and a decimal "
        + "point, such as 12.5, or pass --missing '$1.234,5' to read it as a gap.")]
    public void Message_NamesTheCell_WhereAColumnIsWrittenInTwoWays(string cells, string message) =>
        Assert.Equal(
            message, Assert.Throws<DataFormatException>(() => Read(cells.Split('|'))).OnCommandLine);

    [Theory]
    [InlineData("10.0.0.1")]
    [InlineData("1_000")]
    [InlineData("12A")]
    [InlineData("5)")]
    [InlineData("(5")]
    [InlineData("1,23,4")]
    [InlineData("$")]
    [InlineData(",")]
    [InlineData("$5 %")]
    [InlineData("--5")]
    [InlineData("(-5)")]
    [InlineData("2020-01-01")]
    public void Parse_IsNull_OfWhatIsNoAmount(string text) => Assert.Null(Amount.Parse(text));

    [Fact]
    public void EveryAmountIsReadBack_WhateverItsForm() => Prop.ForAll(
        ArbMap.Default.ArbFor<(int[] Numbers, byte Mark, byte Group, bool Comma, bool Brackets, bool Behind)>(), form =>
        {
            string mark = new[] { "", "$", "€", "kr", "CHF", "%" }[form.Mark % 6];
            char point = form.Comma ? ',' : '.';
            string group = new[] { "", form.Comma ? "." : ",", " ", "\u00A0", "’" }[form.Group % 5];
            // 0.5 shows which separator is decimal.
            double[] values = [.. (form.Numbers ?? []).Select(n => n % 100_000_000 / 4.0), 0.5, 7, 12_345];
            SeriesSet set = Read([.. values.Select(v =>
            {
                string text = Math.Abs(v).ToString("#,0.##", CultureInfo.InvariantCulture)
                    .Replace(",", "\u0001", StringComparison.Ordinal).Replace('.', point)
                    .Replace("\u0001", group, StringComparison.Ordinal);
                text = mark.Length == 0 ? text : form.Behind || mark == "%" ? $"{text} {mark}" : $"{mark} {text}";
                return v >= 0 ? text : form.Brackets ? $"({text})" : $"-{text}";
            })]);
            return set[0].Column(0).SequenceEqual(values.Select(v => (float)v).ToArray());
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Events_ReadAmountsToo()
    {
        EventLog log = EventReader.ReadCsv(
            new StringReader("card,time,type,amount\na,2024-01-01,pay,\"$1,134.09\"\na,2024-01-02,pay,$-5.50\n"),
            "log.csv");

        Assert.Equal(["amount"], log.Numbers);
        Assert.Contains(
            "In column 'amount' '$' is removed, ',' between thousands is removed.", log.Notes);
    }

    private static SeriesSet Read(string[] cells, ReadOptions? options = null) => SeriesReader.ReadCsv(
        new StringReader("date,price\n" + string.Concat(cells.Select((c, r) => string.Create(
            CultureInfo.InvariantCulture, $"{new DateTime(2024, 1, 1).AddDays(r):yyyy-MM-dd},\"{c}\"\n")))),
        "sales.csv", options);
}
