using System.Data;

namespace Carousel.Tests.SequenceModels;

/// <summary>Rows of a table, as a database gives them.</summary>
public sealed class TableTests
{
    [Fact]
    public void Rows_AreSequencesByTheirColumn_InTheirOrder()
    {
        (float[][][] inputs, float[] sums) = MadeSequences.FirstThree(20);
        using DataTable table = Table(inputs, s => sums[s], typeof(float));
        var options = new SequenceOptions { Epochs = 2 };
        using var ofArrays = SequenceModel.Train(inputs, sums, options);
        using var ofRows = SequenceModel.Train(table.CreateDataReader(), "told", "id", options: options);

        var read = SequenceInputs.Of(table.CreateDataReader(), ofRows.InputNames, "id");

        Assert.Equal(["load", "noise"], ofRows.InputNames);
        Assert.Equal(["told"], ofRows.OutputNames);
        Assert.Equal(["s0", "s1"], read.Ids.Take(2));
        Assert.Equal(ofArrays.Predict(inputs), ofRows.Predict(read));
    }

    [Fact]
    public void Text_IsALabel()
    {
        (float[][][] inputs, _) = MadeSequences.FirstThree(20);
        using DataTable table = Table(inputs, s => s % 2 == 0 ? "up" : "down", typeof(string));
        using var model = SequenceModel.Train(
            table.CreateDataReader(), "told", "id", everyStep: true, options: new() { Epochs = 1 });

        Assert.Equal(["down", "up"], model.Labels);
        Assert.True(model.IsEveryStep);
    }

    [Fact]
    public void WithoutAColumnOfSequences_AllRowsAreOne()
    {
        (float[][][] inputs, _) = MadeSequences.FirstThree(3);
        using DataTable table = Table(inputs, s => s, typeof(double));
        table.Columns.Remove("id");
        using var model = SequenceModel.Train(table.CreateDataReader(), "told", options: new() { Epochs = 1 });

        Assert.True(model.IsEveryStep);
        Assert.Null(model.Result.BestScore);
    }

    [Fact]
    public void WhatCantBeRead_IsSaidWithItsPlace()
    {
        (float[][][] inputs, _) = MadeSequences.FirstThree(3);
        using DataTable table = Table(inputs, s => s, typeof(double));
        table.Columns.Add("day", typeof(string));
        Assert.Equal(
            "Row 0, column 'day' is empty. Fill it, or leave the row out of the query.", Refusal("told", "id"));
        table.Rows[0]["day"] = "Monday";
        Assert.Equal("Row 0, column 'day': 'Monday' is not a finite number.", Refusal("told", "id"));
        Assert.Equal(
            "The rows have no column 'sales'. Their columns: id, load, noise, told, day.", Refusal("sales", "id"));
        table.Columns.Remove("day");
        table.Rows[1]["told"] = 7;
        Assert.StartsWith(
            "The column 'told' changes within the sequence 's1'.", Refusal("told", "id"), StringComparison.Ordinal);

        string Refusal(string target, string sequence) => Assert.Throws<ArgumentException>(
            () => SequenceModel.Train(table.CreateDataReader(), target, sequence)).Message;
    }

    private static DataTable Table(float[][][] inputs, Func<int, object> told, Type type)
    {
        var table = new DataTable();
        table.Columns.Add("id", typeof(string));
        table.Columns.Add("load", typeof(float));
        table.Columns.Add("noise", typeof(double));
        table.Columns.Add("told", type);

        // Step by step, so that rows of a sequence do not stand together.
        for (int t = 0; t < inputs.Max(s => s.Length); t++)
        {
            for (int s = 0; s < inputs.Length; s++)
            {
                if (t < inputs[s].Length)
                {
                    table.Rows.Add($"s{s}", inputs[s][t][0], inputs[s][t][1], told(s));
                }
            }
        }

        return table;
    }
}
