using System.Collections.Immutable;

namespace Basin.Rules.Terms;

/// <summary>The articles of the text in their order: the seven items of 条例 art. 17, then what the system computes by.</summary>
internal static class TextArticles
{
    /// <summary>The member of the document that is no article but the heading of all.</summary>
    public const string Title = "title";

    private static readonly TextForm s_text = new();
    private static readonly ListForm s_list = new();
    private static readonly MembersForm s_parts = new(new PartForm());
    private static readonly TextAttribute s_source = new("来源", "source", s_text, EndsLine: true);

    public static ImmutableArray<TextArticle> All { get; } =
    [
        new ParagraphArticle("补偿的具体范围", "第一项", "scope"),
        new ParagraphArticle("生态保护预期目标", "第二项", "targets"),
        new ItemsArticle("生态保护地区的责任", "第三项", "duties"),
        new ParagraphArticle("补偿方式及相关安排", "第四项", "compensation"),
        new LabelledArticle("协议期限与结算期", "第五项", [("term", "期限")],
        [
            new("起始日", "term", "from", new DayForm()),
            new("终止日", "term", "to", new DayForm()),
            new("结算期", null, "period", s_text),
        ]),
        new ParagraphArticle("违反协议的处理", "第六项", "breach"),
        new ParagraphArticle("其他事项", "第七项", "other"),
        new NamedArticle("签约方（简称与行政区划代码）", null, "parties"),
        new NamedArticle("断面（名称与编码）", null, "sections",
            new("编码", "code", s_text), new("上游", "upstream", s_text), new("下游", "downstream", s_text), new("水体", "water", s_text)),
        new NamedArticle("引导资金出资单位（简称与行政区划代码）", null, "guides"),
        new ListArticle("监测指标", "第二项", "indicators"),
        new LabelledArticle("数据规则", null, [("data", "数据规则")],
        [
            new("与限值比较的数值", "data", "compare", s_text, "全数值"),
            new("未检出的计法", "data", "nonDetect", s_text, "半检出限"),
            new("数据来源次序", "data", "priority", s_list, "自动站、采测分离、联合监测、人工监测"),
            new("最少有效月数", "data", "validMonths", new CountForm(), "6"),
            new("月均值最低有效率", "data", "validShare", s_text, "不另作要求"),
            new("月均值最少有效天数", "data", "validDays", new CountForm(), "不另作要求"),
            new("数据缺失的处理", "data", "missing", s_text, "不确定"),
            new("类别评价指标", "data", "classBy", s_list, "全部监测指标"),
            new("可采范围", "data", "admissible", new MembersForm(new RangeForm()), "各指标的合理范围"),
        ]),
        new ValuesArticle("参数", "values"),
        new NamedArticle("认定事项", null, "stated",
            new("类型", "kind", s_text), new("单位", "unit", s_text), new("下限", "from", s_text), new("上限", "to", s_text),
            new("认定", "by", s_list), new("未认定时", "otherwise", s_text), new("污染事件断面", "incident", s_text), new("以前各期累计条款", "earlier", s_text), s_source),
        new NamedArticle("资金", null, "funds", new("出资", "in", s_parts), new("分配", "out", s_parts), new("管理方", "keeper", s_text), new("结余", "rest", s_text)),
        new DefinitionsArticle("定义", "define"),
        new ClausesArticle("支付条款", "第四项", "clauses"),
        new AlternativesArticle("择一条款"),
        new NamedArticle("资金以外的补偿", "第四项", "cooperation",
            new("方式", "kind", s_text), new("义务方", "by", s_text), new("受益方", "for", s_text), new("内容", "what", s_text), new("期限", "due", new DueForm()),
            new("证明材料", "proof", s_text), new("报告后未答复即视为验收的天数", "silenceDays", new CountForm()), new("协议条款", "no", s_text)),
        new ListArticle("资金用途", null, "purposes"),
        new LabelledArticle("轧差", null, [], [new("轧差方式", null, "netting", s_text, "不轧差")]),
        new NamedArticle("预付（先付后清算）", null, "advances",
            new("付款", "from", s_text), new("收款", "to", s_text), new("金额", "pay", s_text), new("自结算期开始或协议签署（以较晚者为准）起几日内", "dueDays", new CountForm())),
        new CalendarArticle("时限", "calendar"),
        new LabelledArticle("逾期加收", null, [("late", "逾期加收")],
        [
            new("依据条款", "late", "no", s_text),
            new("加收比例", "late", "rate", s_text),
            new("宽限天数", "late", "graceDays", new CountForm()),
        ]),
        new ListArticle("并存协议", null, "coexists"),
        new ListArticle("公开内容", null, "disclosure"),
        new LabelledArticle("条款语言版本与所依据的标准", null, [],
        [
            new("条款语言", null, "language", s_text),
            new("标准", null, "standards", s_list),
        ]),
    ];
}
